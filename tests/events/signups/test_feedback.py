"""Tests of the feedback page."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from events.models import Feedback
from events.scheduling import occurrence_changes
from events.signups import (
    cancellation,
    feedback,
    registration,
    token_links,
)
from tests import factories


def feedback_url(signup):
    with translation.override("en"):
        return reverse("events:feedback", args=[token_links.token(signup, token_links.FEEDBACK)])


@pytest.fixture
def occurrence(theme):
    """An occurrence in seven days, with a reminder and thanks."""
    occurrence = factories.make_occurrence(theme, capacity=2)
    occurrence_changes.apply_event_rules(occurrence)
    return occurrence


def confirmed_signup(occurrence, name="karen", **fields):
    signup = factories.sign_up(occurrence, email=f"{name}@example.org", **fields)
    registration.confirm(signup)
    signup.refresh_from_db()
    return signup


def afterwards(occurrence):
    return time_machine.travel(occurrence.thank_at, tick=False)


def test_feedback_is_stored_once_and_anonymously(client, occurrence):
    signup = confirmed_signup(occurrence)
    url = feedback_url(signup)
    early = client.get(url)
    assert (early.status_code, early.context["form"]) == (410, None)
    with afterwards(occurrence):
        assert b'name="rating"' in client.get(url).content
        assert not Feedback.objects.exists()
        refused = client.post(url, {"comment": "Mere kage"})
        assert list(refused.context["form"].errors) == ["rating"]
        assert "Mere kage" in refused.content.decode()
        assert client.post(url, {"rating": "6"}).status_code == 200
        assert client.post(url, {"rating": "4", "comment": "Mere kage"}).status_code == 302
        client.post(url, {"rating": "1", "comment": "Igen"})
        assert "Thank you for your feedback" in client.get(url).content.decode()
    stored = Feedback.objects.get()
    assert (stored.rating, stored.comment, stored.occurrence) == (4, "Mere kage", occurrence)
    assert not {field.name for field in Feedback._meta.get_fields()} & {"signup", "user"}


def test_feedback_is_refused_after_cancellation_or_retention(client, occurrence):
    cancelled, confirmed = confirmed_signup(occurrence), confirmed_signup(occurrence, "bo")
    cancellation.cancel(cancelled)
    with afterwards(occurrence):
        assert not feedback.can_be_given(cancelled)
        url = feedback_url(cancelled)
        assert client.post(url, {"rating": "4"}).status_code == 410
    with time_machine.travel(occurrence.ends_at + datetime.timedelta(days=61), tick=False):
        url = feedback_url(confirmed)
        assert client.post(url, {"rating": "4"}).status_code == 410
    assert not Feedback.objects.exists()
