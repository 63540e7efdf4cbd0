"""The languages of the site."""

from django.conf import settings
from django.utils.translation import get_language_info


def site_languages() -> list[tuple[str, str]]:
    """Return the code of each language of the site, and its name in the active language."""
    return [(code, _translated(code, native)) for code, native in settings.LANGUAGES]


def other_languages() -> list[tuple[str, str]]:
    """Return the code and the own name of each language but the first."""
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def _translated(code: str, native: str) -> str:
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:  # Django does not know the language
        return native
