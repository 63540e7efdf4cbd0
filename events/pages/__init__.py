"""Wagtail pages of events: models, admin forms, template context and structured data."""
