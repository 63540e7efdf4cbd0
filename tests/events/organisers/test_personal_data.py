"""Tests of archive, erasure and retention of the data of attendees and organisers."""

import datetime
import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.models import Announcement, Answer, Feedback, Occurrence, PrivateCalendar, SignUp
from events.signups import cancellation
from residents.personal_data import archive, erasure
from residents.personal_data.registry import Posts
from tests.events.organisers.conftest import add_signup, make_question, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def bobs_signup(occurrence, organiser, bob) -> SignUp:
    """A sign-up of Bob made by an organiser, with every field filled in."""
    signup = add_signup(
        occurrence,
        organiser,
        name="Bob Jensen",
        email=bob.email,
        phone="12 34 56 78",
        size=2,
        companions=["Bodil Jensen"],
        consented_to="Der tages billeder.",
    )
    Answer.objects.create(signup=signup, question=make_question(occurrence), value="Kun fisk")
    return signup


@pytest.fixture
def organisers_data(occurrence, organiser, bobs_signup) -> None:
    """An announcement and a calendar address of the organiser."""
    Announcement.objects.create(
        occurrence=occurrence,
        author=organiser,
        texts={"da": {"subject": "Husk madpakke", "body": "Hej"}},
        sent_at=timezone.now(),
        recipients=1,
    )
    PrivateCalendar.objects.create(user=organiser)


def exported(user) -> dict:
    target = io.BytesIO()
    archive.write(user, "da", target)
    return json.loads(zipfile.ZipFile(target).read("data.json"))["sections"]


def test_archive_contains_sign_ups_made_by_an_organiser(bob, bobs_signup):
    data = exported(bob)

    [signup] = data["events_signup"]
    assert signup["phone"] == "12 34 56 78"
    assert signup["companions"] == ["Bodil Jensen"]
    assert signup["consented_to"] == "Der tages billeder."
    [answer] = data["events_answer"]
    assert (answer["question"], answer["answer"]) == ("Spiser du kød?", "Kun fisk")


def test_archive_of_an_organiser_contains_announcements_but_no_sign_ups(organiser, organisers_data):
    data = exported(organiser)

    [announcement] = data["events_announcement"]
    assert announcement["texts"]["da"]["subject"] == "Husk madpakke"
    assert data["events_signup"] == []
    [address] = data["events_privatecalendar"]
    assert "secret" not in address
    assert "Bob Jensen" not in json.dumps(data["events_signup"] + data["events_answer"])


def test_erasure_anonymises_and_cancels_sign_ups(
    bob, bobs_signup, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.erase(user=bob, posts=Posts.KEEP)

    bobs_signup.refresh_from_db()
    assert (
        bobs_signup.name,
        bobs_signup.phone,
        bobs_signup.companions,
        bobs_signup.consented_to,
    ) == ("", "", [], "")
    assert not Answer.objects.exists()
    assert bobs_signup.status == "cancelled"


def test_erasure_of_an_organiser_keeps_announcements_and_sign_ups(
    organiser, organisers_data, bobs_signup, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.erase(user=organiser, posts=Posts.KEEP)

    bobs_signup.refresh_from_db()
    assert (bobs_signup.added_by, bobs_signup.name, bobs_signup.status) == (
        None,
        "Bob Jensen",
        "confirmed",
    )
    announcement = Announcement.objects.get()
    assert (announcement.author, announcement.recipients) == (None, 1)
    assert not PrivateCalendar.objects.exists()


def test_tick_anonymises_after_the_retention_and_keeps_the_numbers(
    as_alice, occurrence, organisers_data, bobs_signup, settings
):
    Feedback.objects.create(occurrence=occurrence, rating=5, comment="Dejligt.")
    SignUp.objects.filter(pk=bobs_signup.pk).update(arrived=2, checked_in_at=timezone.now())
    over = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS, hours=1)
    Occurrence.objects.update(starts_at=over - datetime.timedelta(hours=2), ends_at=over)

    call_command("tick")

    bobs_signup.refresh_from_db()
    assert (bobs_signup.name, bobs_signup.email, bobs_signup.phone) == ("", "", "")
    assert (bobs_signup.companions, bobs_signup.consented_to) == ([], "")
    assert (bobs_signup.user, bobs_signup.added_by, bobs_signup.attempt) == (None, None, None)
    assert (bobs_signup.party_size, bobs_signup.arrived, bobs_signup.status) == (2, 2, "confirmed")
    assert not Answer.objects.exists()
    # Announcements and anonymous feedback stay.
    assert Announcement.objects.get().texts["da"]["subject"] == "Husk madpakke"
    assert Feedback.objects.get().comment == "Dejligt."
    for page in ("attendees", "printed", "figures", "export", "check_in"):
        text = as_alice.get(url(page, occurrence)).content.decode()
        assert "Bob Jensen" not in text
        assert "12 34 56 78" not in text
    csv = as_alice.post(url("export", occurrence), {"kind": "csv"}).content.decode()
    assert "Bob" not in csv
    assert "2" in csv


def test_nothing_is_anonymised_before_the_retention_ends(
    occurrence, organisers_data, bobs_signup, settings
):
    over = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS - 1)
    Occurrence.objects.update(starts_at=over - datetime.timedelta(hours=2), ends_at=over)

    assert cancellation.anonymise_past() == 0
    assert Answer.objects.exists()
