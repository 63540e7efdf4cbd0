"""Deadlines, and the retention periods of personal data."""

from hub.settings.environment import env

UNCONFIRMED_SIGNUP_HOURS = env.int("UNCONFIRMED_SIGNUP_HOURS", default=48)
EMAIL_CHANGE_HOURS = env.int("EMAIL_CHANGE_HOURS", default=48)
WAITING_OFFER_HOURS = env.int("WAITING_OFFER_HOURS", default=12)
SERIES_DAYS_AHEAD = env.int("SERIES_DAYS_AHEAD", default=400)
PLEDGE_REMINDER_DAYS = env.int("PLEDGE_REMINDER_DAYS", default=30)
DRAFT_HOURS = env.int("DRAFT_HOURS", default=24)
# Retention of personal data. `tick` deletes, and the privacy page states the periods.
SIGNUP_RETENTION_DAYS = env.int("SIGNUP_RETENTION_DAYS", default=60)
PLEDGE_RETENTION_DAYS = env.int("PLEDGE_RETENTION_DAYS", default=365)
UNCONFIRMED_ACCOUNT_DAYS = env.int("UNCONFIRMED_ACCOUNT_DAYS", default=7)
NOTICE_RETENTION_DAYS = env.int("NOTICE_RETENTION_DAYS", default=90)
MAIL_RETENTION_DAYS = env.int("MAIL_RETENTION_DAYS", default=30)
ADDRESS_TROUBLE_DAYS = env.int("ADDRESS_TROUBLE_DAYS", default=180)
IP_RETENTION_DAYS = env.int("IP_RETENTION_DAYS", default=30)
ERASED_HISTORY_DAYS = env.int("ERASED_HISTORY_DAYS", default=30)
EXPORT_HOURS = env.int("EXPORT_HOURS", default=48)
# Silence of the background worker, after which `/readyz` and `doctor` take it for dead.
WORKER_SILENT_SECONDS = env.int("WORKER_SILENT_SECONDS", default=120)
# The same for its tick, which may take long: digests for many residents.
TICK_LATE_MINUTES = env.int("TICK_LATE_MINUTES", default=60)
