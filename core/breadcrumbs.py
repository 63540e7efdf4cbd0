"""The links from the front page to a page, for `components/breadcrumb.html`."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Breadcrumb:
    """One link. The page itself has no URL. `language`: of the label, if not the page's."""

    label: str
    url: str = ""
    language: str = ""


def breadcrumbs(*parents: tuple[str, str], current: str, language: str = "") -> list[Breadcrumb]:
    """Return the front page, each parent (its URL and label) and the current page's title.

    `language` is that of the title, if it is not the page's own.
    """
    return [
        Breadcrumb(_("Front page"), f"/{get_language()}/"),
        *(Breadcrumb(label, url) for url, label in parents),
        Breadcrumb(current, language=language),
    ]
