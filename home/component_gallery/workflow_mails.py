"""Sample mails about the approval of pages."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext

_WORDS = {
    "da": ("Lås den – hver gang", "Skriv også, hvor man køber en god lås.", "Er tallet nyt nok?"),
    "en": ("Lock it – every time", "Say where to buy a good lock, too.", "Is the number recent?"),
}


def context(language: str) -> dict[str, Any]:
    """Return the context of a mail about an approval, in the active language."""
    title, comment, question = _WORDS["da" if language == "da" else "en"]
    return {
        "title": title,
        "page_type": gettext("campaign page"),
        "edit_url": f"{settings.BASE_URL}/admin/pages/1/edit/",
        "author": "Rikke Eksempel",
        "reviewer": "Mona Eksempel",
        "comment": comment,
        "comments": [question],
        "earlier": {"by": "Mona Eksempel", "text": comment},
    }
