"""Languages, translations and the time zone."""

from hub.settings.environment import BASE_DIR, env

_NATIVE_NAMES = {"da": "Dansk", "en": "English", "de": "Deutsch", "uk": "Українська"}
LANGUAGES = [
    (code, _NATIVE_NAMES.get(code, code)) for code in env.list("LANGUAGES", default=["da", "en"])
]
LANGUAGE_CODE = LANGUAGES[0][0]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# Otherwise untranslated copies of a page are published.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
USE_I18N = True
# The second has Danish for texts of Wagtail and allauth that is missing or poor upstream.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_upstream"]
FORMAT_MODULE_PATH = ["hub.formats"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
