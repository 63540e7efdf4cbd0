"""Languages, translations and the time zone."""

from django.conf.locale import LANG_INFO

from hub.formats import typed
from hub.settings.environment import BASE_DIR, env
from hub.settings.reader import refuse

_codes = env.words("LANGUAGES", default=["da", "en"])
for _code in _codes:
    if "name_local" not in LANG_INFO.get(_code, {}):
        refuse("LANGUAGES", f"names “{_code}”, which is no language that Django knows")
if len(set(_codes)) < len(_codes):
    refuse("LANGUAGES", "names a language twice")
# As in a list of languages: “Dansk”, and not “dansk” as in a sentence.
LANGUAGES = [
    (code, LANG_INFO[code]["name_local"][:1].upper() + LANG_INFO[code]["name_local"][1:])
    for code in _codes
]
LANGUAGE_CODE = LANGUAGES[0][0]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# Wagtail offers only the languages that it knows best, and Danish is not among them.
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# Otherwise untranslated copies of a page are published.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# An engine of wagtail-localize; without one, its editor offers no machine translation.
_translator = env.json("MACHINE_TRANSLATOR")
if _translator is not None and not (
    isinstance(_translator, dict)
    and isinstance(_translator.get("CLASS"), str)
    and isinstance(_translator.get("OPTIONS", {}), dict)
):
    refuse("MACHINE_TRANSLATOR", "must be an object with a CLASS and its OPTIONS")
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = _translator
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
