"""Accounts: signing up and in, the second factor, sessions, and the e-mail address."""
