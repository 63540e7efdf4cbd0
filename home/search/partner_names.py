"""The names of partners by which the search finds something.

Once they change, what has them is indexed anew.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_save, pre_delete
from django_tasks import task
from wagtail.search import index

from campaigns.models import CampaignPage, CampaignPartner
from core.models import Partner
from events.models import EventText
from events.pages.event_page import EventPage
from home.models.partners import PartnerPage


def connect_signals() -> None:
    """Follow all changes of partners. Called once, when the app is ready."""
    post_save.connect(_on_saved, sender=Partner)
    pre_delete.connect(_on_deleted, sender=Partner)


def partner_names_of(found: Sequence[Any]) -> dict[Any, list[str]]:
    """Return the names of the partners of pages or texts of one type, in each language.

    At most two queries.
    """
    partners: dict[Any, list[int | None]] = defaultdict(list)
    by_key = {each.pk: each for each in found}
    if found and isinstance(found[0], CampaignPage):
        links = CampaignPartner.objects.filter(page__in=by_key).order_by("sort_order")
        for page, partner in links.values_list("page", "partner"):
            partners[by_key[page]].append(partner)
    for each in found:
        if isinstance(each, CampaignPage):
            partners[each].append(each.contact_partner_id)
        elif isinstance(each, EventPage):
            partners[each].append(each.organiser_id)
        elif isinstance(each, EventText):
            partners[each].append(each.event.organiser_id)
    ids = {key for keys in partners.values() for key in keys if key}
    names = {each.pk: each.all_names for each in Partner.objects.filter(pk__in=ids)} if ids else {}
    return {
        each: [name for key in keys if key for name in names.get(key, ())]
        for each, keys in partners.items()
    }


@task()
def index_objects(label: str, pks: list[int]) -> None:
    """Index the objects of the model `label` anew, those that still exist."""
    for found in apps.get_model(label)._default_manager.filter(pk__in=pks):
        index.insert_or_update_object(found)


def _on_saved(instance: Partner, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not created and not raw:
        _index_after_commit(instance)


def _on_deleted(instance: Partner, **kwargs: Any) -> None:
    # Afterwards nothing tells any more what had its name.
    _index_after_commit(instance)


def _index_after_commit(partner: Partner) -> None:
    for found in _found_by(partner):
        if pks := sorted(set(found.values_list("pk", flat=True))):
            label = found.model._meta.label
            transaction.on_commit(partial(index_objects.enqueue, label, pks))


def _found_by(partner: Partner) -> Iterator["QuerySet[Any]"]:
    of_campaign = Q(campaign_partners__partner=partner) | Q(contact_partner=partner)
    yield PartnerPage.objects.filter(partner=partner)
    yield CampaignPage.objects.filter(of_campaign)
    yield EventPage.objects.filter(organiser=partner)
    yield EventText.objects.searchable().filter(event__organiser=partner)
