"""Models and helpers for all other apps. Imports no other app of the hub."""
