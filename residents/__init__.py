"""Residents: the user model, accounts, profiles and personal data."""
