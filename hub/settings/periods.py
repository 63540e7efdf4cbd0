"""Deadlines, and the retention periods of personal data."""

from hub.settings.environment import env

UNCONFIRMED_SIGNUP_HOURS = env.number("UNCONFIRMED_SIGNUP_HOURS", default=48)
EMAIL_CHANGE_HOURS = env.number("EMAIL_CHANGE_HOURS", default=48)
WAITING_OFFER_HOURS = env.number("WAITING_OFFER_HOURS", default=12)
SERIES_DAYS_AHEAD = env.number("SERIES_DAYS_AHEAD", default=400, maximum=3_660)
PLEDGE_REMINDER_DAYS = env.number("PLEDGE_REMINDER_DAYS", default=30)
# How long a reply address is valid.
MAIL_REPLY_DAYS = env.number("MAIL_REPLY_DAYS", default=180, maximum=3_660)
# How long people can appeal against moderators' decisions; the law asks for six months.
APPEAL_DAYS = env.number("APPEAL_DAYS", default=183)
# Threads without a post for so long have none that is unread.
UNREAD_DAYS = env.number("UNREAD_DAYS", default=14, maximum=366)
DRAFT_HOURS = env.number("DRAFT_HOURS", default=24)
# Retention of personal data. `tick` deletes, and the privacy page states the periods.
SIGNUP_RETENTION_DAYS = env.number("SIGNUP_RETENTION_DAYS", default=60, minimum=0)
PLEDGE_RETENTION_DAYS = env.number("PLEDGE_RETENTION_DAYS", default=365, minimum=0)
UNCONFIRMED_ACCOUNT_DAYS = env.number("UNCONFIRMED_ACCOUNT_DAYS", default=7)
NOTICE_RETENTION_DAYS = env.number("NOTICE_RETENTION_DAYS", default=90, minimum=0)
MAIL_RETENTION_DAYS = env.number("MAIL_RETENTION_DAYS", default=30, minimum=0)
ADDRESS_TROUBLE_DAYS = env.number("ADDRESS_TROUBLE_DAYS", default=180, minimum=0)
IP_RETENTION_DAYS = env.number("IP_RETENTION_DAYS", default=30, minimum=0)
ERASED_HISTORY_DAYS = env.number("ERASED_HISTORY_DAYS", default=30, minimum=0)
EXPORT_HOURS = env.number("EXPORT_HOURS", default=48)
# Silence of the background worker, after which `/readyz` and `doctor` take it for dead.
WORKER_SILENT_SECONDS = env.number("WORKER_SILENT_SECONDS", default=120, minimum=60)
# The same for its tick, which may take long: digests for many residents.
TICK_LATE_MINUTES = env.number("TICK_LATE_MINUTES", default=60)
