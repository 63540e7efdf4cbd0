"""Texts by residents and editors: form fields, validation and rendering."""
