"""The figures of campaigns and the totals of their pledges, as data."""

from collections.abc import Iterator
from typing import Any

from campaigns.models import CampaignPage, PledgeOffer
from campaigns.pledge_choices import SMALLEST_SHOWN
from campaigns.pledges import counting
from campaigns.pledges.publishing import pledge_blocks
from core.blocks.base import filled_items
from core.charts.numbers import Amount, to_stored
from core.partial_dates import PartialDate
from core.themes import LocalizedTheme, localized_themes

# What stands for a count that would tell who it was.
FEWER = f"fewer than {SMALLEST_SHOWN}"


def items_of(pages: list[CampaignPage]) -> list[dict[str, Any]]:
    """Return the data of live `pages`, in the active language. One query."""
    keys = [page.translation_key for page in pages]
    offers = {
        (offer.campaign_key, offer.key): offer
        for offer in PledgeOffer.objects.filter(campaign_key__in=keys)
    }
    themes = localized_themes()
    return [_item(page, themes.get(page.theme_id), offers) for page in pages]


def _item(
    page: CampaignPage, theme: LocalizedTheme | None, offers: dict[Any, PledgeOffer]
) -> dict[str, Any]:
    pledges = [
        _pledge(value["promise"], offers[page.translation_key, key])
        for key, value in pledge_blocks(page)
        if (page.translation_key, key) in offers
    ]
    return {
        "id": page.pk,
        "key": str(page.translation_key),
        "title": page.title,
        "summary": page.summary,
        "url": page.full_url,
        "language": page.locale.language_code,
        "theme": {"slug": theme.slug, "name": theme.name} if theme else None,
        "phase": page.phase.value,
        "starts_on": page.starts_on.isoformat() if page.starts_on else None,
        "ends_on": page.ends_on.isoformat() if page.ends_on else None,
        "example": page.is_example,
        "figures": list(_figures(page)),
        "charts": list(_charts(page)),
        "pledges": pledges,
    }


def _figures(page: CampaignPage) -> Iterator[dict[str, Any]]:
    """Yield the figures in the text and in the updates."""
    for block in page.body.blocks_by_name("figures"):
        yield from map(_figure, filled_items(block.value))
    for block in page.updates:
        if block.block.is_complete(block.value):
            yield from map(_figure, block.value.figure_items)


def _figure(figure: Any) -> dict[str, Any]:
    date = figure.get("date")
    return {
        "label": figure["label"],
        "text": " ".join(filter(None, (figure.get("prefix"), figure.amount, figure.unit_after))),
        "value": _number(figure.get("value")),
        "unit": figure.get("unit") or "",
        "baseline": _number(figure.get("baseline")),
        "target": _number(figure.get("target")),
        "date": date.isoformat() if isinstance(date, PartialDate) else None,
        "source": figure.get("source") or "",
    }


def _charts(page: CampaignPage) -> Iterator[dict[str, Any]]:
    for block in page.body.blocks_by_name("chart"):
        if block.block.is_complete(block.value):
            chart = block.value.chart
            yield {
                "title": chart.title,
                "description": chart.description,
                "unit": chart.unit,
                "source": chart.source,
                **chart.table.to_json(),
            }


def _number(value: Any) -> str | None:
    """Return a number in figures with a point, exact; None for words, or nothing."""
    return to_stored(value.number) if isinstance(value, Amount) else None


def _pledge(promise: str, offer: PledgeOffer) -> dict[str, Any]:
    """Return what is public of the numbers: `campaigns.pledges.counting`."""
    areas = counting.public_areas(offer)
    return {
        "promise": promise,
        "open": offer.is_open,
        "total": _count(counting.public_total(offer)),
        "by_giver": {
            giver: _count(number) for giver, number in counting.public_givers(offer).items()
        },
        "by_area": areas
        and {
            "counted_on": areas.on.isoformat(),
            "areas": {**dict(areas.shown), **dict.fromkeys(areas.small, FEWER)},
        },
    }


def _count(number: int | None) -> int | str:
    return FEWER if number is None else number
