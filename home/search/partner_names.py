"""Index anew what the search finds by the names of a partner, once these change."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_save, pre_delete
from django_tasks import task
from wagtail.search import index

from campaigns.models import CampaignPage
from core.models import Partner
from events.models import EventText
from events.pages.event_page import EventPage
from home.models.partners import PartnerPage


def connect_signals() -> None:
    """Follow all changes of partners. Called once, when the app is ready."""
    post_save.connect(_on_saved, sender=Partner)
    pre_delete.connect(_on_deleted, sender=Partner)


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
