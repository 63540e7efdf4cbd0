"""The pages of events in Wagtail: their models, their admin forms, and what they show."""
