"""Report a local issue without an account: form, mailed link, moderators' decision, mails."""
