"""Campaigns with kits, pledges and updates."""

import datetime
import itertools
import json
import uuid
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from campaigns.models import CampaignPage, KitPage, Pledge, PledgeOffer
from campaigns.pledges import giving
from core.models import Theme
from home.models import ThemePage
from tests.factories.pages import make_theme_page

_numbers = itertools.count(1)


def make_campaign(parent: ThemePage, title: str = "Lås din dør", **fields: Any) -> CampaignPage:
    """Make a live campaign under a theme page."""
    page = CampaignPage(title=title, summary="En kampagne.", locale=parent.locale, **fields)
    return parent.add_child(instance=page)


def kit_step(title: str = "Lås døren.", **fields: Any) -> dict[str, Any]:
    """Return a step as a kit stores it."""
    return {"type": "step", "id": str(uuid.uuid4()), "value": {"title": title, **fields}}


def make_kit(parent: Page, title: str = "Sikr dit hjem", *steps: str, **fields: Any) -> KitPage:
    """Make a kit with steps of these titles, or those in `fields`."""
    stored = fields.pop("steps", [kit_step(each) for each in steps])
    page = KitPage(title=title, locale=parent.locale, steps=json.dumps(stored), **fields)
    return parent.add_child(instance=page)


def make_campaigns_of_each_phase(parent: ThemePage) -> None:
    """Make a campaign that is over, one to come and one that runs; their titles say so."""
    day, today = datetime.timedelta(days=1), timezone.localdate()
    make_campaign(parent, "over", ends_on=today - day)
    make_campaign(parent, "coming", starts_on=today + day)
    make_campaign(parent, "running", starts_on=today, ends_on=today)


def pledge_block(promise: str = "Jeg låser min cykel.", **fields: Any) -> dict[str, Any]:
    """Return a pledge block, as a StreamField stores it."""
    value = {"promise": promise, "details": "", "givers": ["resident"], "milestones": [], **fields}
    value["milestones"] = [
        {"type": "item", "value": number, "id": str(uuid.uuid4())} for number in value["milestones"]
    ]
    return {"type": "pledge", "value": value, "id": str(uuid.uuid4())}


def make_offer(
    theme: Theme, *, campaign: dict[str, Any] | None = None, **fields: Any
) -> PledgeOffer:
    """Make a published campaign that offers one promise; return the offer."""
    page = make_campaign(
        make_theme_page(theme, slug=f"{theme.slug}-{next(_numbers)}"),
        body=json.dumps([pledge_block(**fields)]),
        **(campaign or {}),
    )
    page.save_revision().publish()
    return PledgeOffer.objects.get(campaign_key=page.translation_key)


def update_block(title: str = "Lygterne lyser", *, days_ago: int = 0, **fields: Any) -> Any:
    """Return the block of an update, as a StreamField stores it."""
    on = timezone.localdate() - datetime.timedelta(days=days_ago)
    value = {"date": on.isoformat(), "title": title, "text": "", "is_result": False, **fields}
    return {"type": "update", "value": value, "id": str(uuid.uuid4())}


def publish_update(campaign_key: uuid.UUID, **fields: Any) -> None:
    """Publish an update on the Danish page of a campaign."""
    page = CampaignPage.objects.get(translation_key=campaign_key, locale__language_code="da")
    page.updates = json.dumps([update_block(**fields)])
    page.save_revision().publish()


def give_pledge(
    offer: PledgeOffer, email: str = "karen@example.org", *, confirms: bool = False, **fields: Any
) -> Pledge:
    """Make a pledge as the form does: pending without an account, unless it `confirms`."""
    request = giving.PledgeRequest(email=email, **{"language": "en", **fields})
    pledge = giving.give(offer=offer, request=request)
    if confirms:
        giving.confirm(pledge)
        pledge.refresh_from_db()
    return pledge
