"""The guard: rules that read a post before it is published.

CPR numbers are refused by the fields themselves (`core.text.cpr_guard`). The rules here ask about
other people's personal data, and hold what accuses or describes people for a moderator.
"""
