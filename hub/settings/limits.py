"""Periods, retention and daily limits of the hub, and its maps."""

from hub.settings.environment import env

UNCONFIRMED_SIGNUP_HOURS = env.int("UNCONFIRMED_SIGNUP_HOURS", default=48)
EMAIL_CHANGE_HOURS = env.int("EMAIL_CHANGE_HOURS", default=48)
WAITING_OFFER_HOURS = env.int("WAITING_OFFER_HOURS", default=12)
SERIES_DAYS_AHEAD = env.int("SERIES_DAYS_AHEAD", default=400)
SIGNUP_RETENTION_DAYS = env.int("SIGNUP_RETENTION_DAYS", default=60)
DRAFT_HOURS = env.int("DRAFT_HOURS", default=24)
LETTERS_PER_DAY = env.int("LETTERS_PER_DAY", default=2)
ANNOUNCEMENTS_PER_DAY = env.int("ANNOUNCEMENTS_PER_DAY", default=3)
PUBLIC_PAGE_SECONDS = env.int("PUBLIC_PAGE_SECONDS", default=60)
# The link to a map, and the tile server of maps on pages. Without a tile server there are no maps
# on pages.
MAP_LINK_URL = env.str(
    "MAP_LINK_URL",
    default="https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    "#map=17/{latitude}/{longitude}",
)
MAP_TILE_URL = env.str("MAP_TILE_URL", default="")
MAP_ATTRIBUTION = env.str("MAP_ATTRIBUTION", default="")
# Retention of personal data. `tick` deletes, and the privacy page states the periods.
UNCONFIRMED_ACCOUNT_DAYS = env.int("UNCONFIRMED_ACCOUNT_DAYS", default=7)
NOTICE_RETENTION_DAYS = env.int("NOTICE_RETENTION_DAYS", default=90)
MAIL_RETENTION_DAYS = env.int("MAIL_RETENTION_DAYS", default=30)
ADDRESS_TROUBLE_DAYS = env.int("ADDRESS_TROUBLE_DAYS", default=180)
IP_RETENTION_DAYS = env.int("IP_RETENTION_DAYS", default=30)
ERASED_HISTORY_DAYS = env.int("ERASED_HISTORY_DAYS", default=30)
EXPORT_HOURS = env.int("EXPORT_HOURS", default=48)
