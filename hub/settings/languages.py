"""Languages, translations and the time zone."""

from hub.formats import typed
from hub.settings.environment import BASE_DIR, env

_NATIVE_NAMES = {"da": "Dansk", "en": "English", "de": "Deutsch", "uk": "Українська"}
LANGUAGES = [
    (code, _NATIVE_NAMES.get(code, code)) for code in env.list("LANGUAGES", default=["da", "en"])
]
LANGUAGE_CODE = LANGUAGES[0][0]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# Wagtail offers only the languages that it knows best, and Danish is not among them.
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# Otherwise untranslated copies of a page are published.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# An engine of wagtail-localize; without one, its editor offers no machine translation.
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = env.json("MACHINE_TRANSLATOR", default={}) or None
USE_I18N = True
# The second has Danish for texts of Wagtail and allauth that is missing or poor upstream.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_upstream"]
FORMAT_MODULE_PATH = ["hub.formats"]
# The date picker of the admin.
WAGTAIL_DATE_FORMAT = typed.DATE_INPUT_FORMATS[0]
WAGTAIL_TIME_FORMAT = typed.TIME_INPUT_FORMATS[0]
WAGTAIL_DATETIME_FORMAT = typed.DATETIME_INPUT_FORMATS[0]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
# With a single one, Wagtail does not ask editors for theirs. All times are those of the place.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
