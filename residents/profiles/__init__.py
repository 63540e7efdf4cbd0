"""Profiles: the public page, badges, and reserved names."""
