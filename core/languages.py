"""The languages of the site."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language_info


def site_languages() -> list[tuple[str, str]]:
    """Return the code of each language of the site, and its name in the active language."""
    return [(code, _translated(code, native)) for code, native in settings.LANGUAGES]


def other_languages() -> list[tuple[str, str]]:
    """Return the code of each language but the first, and its name in the reader's language."""
    return [
        (code, _translated_lazy(code, native))
        for code, native in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE
    ]


def _translated(code: str, native: str) -> str:
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:  # Django does not know the language
        return native


# Labels of forms are made before anybody reads them.
_translated_lazy = lazy(_translated, str)
