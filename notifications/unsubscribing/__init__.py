"""Unsubscribe links of mails."""
