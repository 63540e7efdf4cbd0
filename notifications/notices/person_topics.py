"""People as topics: their public page has a button to mute them."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from core.primary_keys import parse_pks
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons
from notifications.notices.topics import Reader, TopicLabel, TopicType
from residents.models import User
from residents.profiles import profile_registry


def _people(ids: Collection[str], reader: Reader) -> dict[str, TopicLabel]:
    """Return the labels of people with a public page: no other name can be found by its id."""
    people = User.objects.filter(pk__in=parse_pks(ids), is_active=True)
    return {
        str(person.pk): TopicLabel(person.public_name, person.get_absolute_url())
        for person in people
        if profile_registry.is_public(person, reader)
    }


def _button(
    person: User, reader: User | AnonymousUser, request: HttpRequest
) -> dict[str, Any] | None:
    """Return the context of the button to mute `person`; None for anonymous readers."""
    if not reader.is_authenticated:
        return None
    [item] = buttons(request, [(topics.person(person.pk), person.public_name)])
    return {"item": item}


def register() -> None:
    """Register people as topics, and the button on their pages."""
    topics.register(TopicType("person", _people))
    profile_registry.add_action(profile_registry.Part("notifications/_person.html", _button))
