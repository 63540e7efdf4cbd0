"""Metrics for Prometheus at `/metrics`.

All numbers are those of the whole hub, whichever process answers: the database has them, or all
processes have counted them together (`core.caching.shared_counts`). prometheus_client's own way of
adding up processes, one file for each, would keep a file of every process that has ended, knows one
host only, and gives counts of one host beside numbers of the whole hub.
"""
