"""“Did you get an answer?”: who is asked, what they say, and what is shown of it.

A number under 5 is shown to nobody, editors included, and names are shown to nobody. What followers
write is for editors, once 5 have answered.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from campaigns import connections, notices
from campaigns.models import CampaignAnswer, CampaignPage, CampaignUpdate
from campaigns.pledge_choices import SMALLEST_SHOWN
from campaigns.pledges.counting import suppress
from core.caching.tracking import part
from core.charts.numbers import with_unit
from notifications.models import Notice, Subscription
from notifications.notices import topics
from residents.models import User


@dataclass(frozen=True)
class Share:
    """One answer with its share; None where fewer than 5 gave it."""

    label: str
    percent: int | None

    @property
    def text(self) -> str:
        """The share as the reader's language writes it: "58 %"; "" for fewer than 5."""
        return "" if self.percent is None else with_unit(Decimal(self.percent), "%")


@dataclass(frozen=True)
class Shares:
    """What may be shown of the answers."""

    # None for fewer than 5.
    total: int | None
    # Empty if the numbers would tell those under 5.
    rows: list[Share]


def shares(counts: Mapping[str, int]) -> Shares:
    """Return what may be shown of `counts`, which has a number for each answer."""
    total = sum(counts.values())
    if total < SMALLEST_SHOWN:
        return Shares(None, [])
    public = suppress(counts)
    rows = [
        Share(str(answer.label), _percent(public.shown.get(answer.value), total))
        for answer in CampaignAnswer.Answer
    ]
    return Shares(total, rows if public else [])


def page_context(page: CampaignPage, request: HttpRequest) -> dict[str, Any]:
    """Return what the page of a campaign with a result shows of the question."""
    context: dict[str, Any] = {"answer_url": ""}
    if isinstance(getattr(request, "user", None), User):
        context["answer_url"] = reverse("campaign_story:answer", args=[page.translation_key])
    if page.shows_answers:
        with part(f"campaign:{page.translation_key}"):
            counts = CampaignAnswer.objects.counts([page.translation_key])
        context["shares"] = shares(counts[page.translation_key])
    return context


def has_result(campaign_key: uuid.UUID) -> bool:
    """Return whether the campaign has a result that readers can see."""
    results = CampaignUpdate.objects.filter(campaign_key=campaign_key, is_result=True)
    return results.filter(is_shown=True).exists()


def own_answer(user: User, campaign_key: uuid.UUID) -> CampaignAnswer | None:
    """Return what `user` has answered; None if they have not."""
    return CampaignAnswer.objects.filter(user=user, campaign_key=campaign_key).first()


def may_answer(user: User, campaign_key: uuid.UUID) -> bool:
    """Return whether `user` follows the campaign or one of its threads, or was asked before."""
    followed = [topics.campaign(campaign_key), *connections.origin_topics(campaign_key)]
    following = Subscription.objects.filter(
        user=user, mode=Subscription.Mode.FOLLOW, topic__in=followed
    )
    asked = Notice.objects.filter(recipient=user, activity__key=notices.question_key(campaign_key))
    return following.exists() or asked.exists() or own_answer(user, campaign_key) is not None


def give_answer(*, user: User, campaign_key: uuid.UUID, answer: str, words: str) -> None:
    """Store the answer of `user`, in place of an earlier one."""
    values = {"answer": answer, "words": words, "answered_at": timezone.now()}
    with part(f"campaign:{campaign_key}"):
        try:
            with transaction.atomic():
                CampaignAnswer.objects.update_or_create(
                    user=user, campaign_key=campaign_key, defaults=values
                )
        except IntegrityError:
            # The same form, sent twice at once.
            CampaignAnswer.objects.filter(user=user, campaign_key=campaign_key).update(**values)


def words_for_editors(campaign_keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Return what followers wrote, by campaign, in an order that tells nothing. One query."""
    found = CampaignAnswer.objects.filter(campaign_key__in=list(campaign_keys)).exclude(words="")
    words: dict[uuid.UUID, list[str]] = {}
    for key, text in found.order_by("words").values_list("campaign_key", "words"):
        words.setdefault(key, []).append(text)
    return words


def _percent(number: int | None, total: int) -> int | None:
    return None if number is None else round(100 * number / total)
