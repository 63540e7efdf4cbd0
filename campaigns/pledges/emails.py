"""Mails about pledges, to people with and without an account."""

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.utils import translation

from campaigns.models import Pledge
from campaigns.pledges import token_links
from campaigns.pledges.availability import OfferPage, offer_page
from notifications.delivery import outbox

# This goes to addresses that are not verified yet.
CONFIRM = "pledge_confirm"
GIVEN, REMINDER, WITHDRAWN = "pledge_given", "pledge_reminder", "pledge_withdrawn"


def enqueue(pledge: Pledge, kind: str, *, again: str = "", page: OfferPage | None = None) -> bool:
    """Put the mail `templates/campaigns/mail/<kind>` into the outbox; return whether it was put.

    In the language of the pledge. Each (`pledge`, `kind`, `again`) is sent once. A pledge without
    an e-mail address gets none. `page` is the promise in that language if the caller has loaded it.
    """
    if not pledge.email:
        return False
    with translation.override(pledge.language):
        return outbox.put(
            key=f"pledge:{pledge.pk}:{kind}" + (f":{again}" if again else ""),
            to=pledge.email,
            template=f"campaigns/mail/{kind}",
            language=pledge.language,
            scope="account" if kind == CONFIRM else f"pledge:{pledge.pk}",
            user=pledge.user,
            context=mail_context(pledge, page or offer_page(pledge.offer)),
        )


def mail_context(pledge: Pledge, page: OfferPage) -> dict[str, Any]:
    """Return what the templates of all mails about a pledge use, in the active language."""
    return {
        "pledge": pledge,
        "promise": page.promise,
        "title": page.title,
        "campaign_url": settings.BASE_URL + (page.url or f"/{pledge.language}/"),
        # Callables, so that only the links in the template are signed, and once for both formats.
        **{
            f"{purpose}_url": cache(partial(token_links.url, pledge, purpose))
            for purpose in (token_links.CONFIRM, token_links.WITHDRAW)
        },
    }
