"""What is stored of those who come: handed out to them, erased with them, forgotten in time."""

import datetime
import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.models import Announcement, Answer, CalendarAddress, Feedback, Occurrence, SignUp
from events.signups import cancellation
from residents.personal_data import archive, erasure
from residents.personal_data.registry import Posts
from tests.events.organising.conftest import ask, url, written_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def bobs(occurrence, organiser, bob) -> SignUp:
    """What an organiser wrote down of Bob, with all one can say."""
    signup = written_down(
        occurrence,
        organiser,
        name="Bob Jensen",
        email=bob.email,
        phone="12 34 56 78",
        size=2,
        companions=["Bodil Jensen"],
        consented_to="Der tages billeder.",
    )
    Answer.objects.create(signup=signup, question=ask(occurrence), value="Kun fisk")
    return signup


@pytest.fixture
def life(occurrence, organiser, bobs) -> None:
    """What Alice has done as an organiser."""
    Announcement.objects.create(
        occurrence=occurrence,
        author=organiser,
        texts={"da": {"subject": "Husk madpakke", "body": "Hej"}},
        sent_at=timezone.now(),
        recipients=1,
    )
    CalendarAddress.objects.create(user=organiser)


def exported(user) -> dict:
    target = io.BytesIO()
    archive.write(user, "da", target)
    return json.loads(zipfile.ZipFile(target).read("data.json"))["sections"]


def test_a_person_is_handed_out_what_was_written_down_of_them(bob, bobs):
    data = exported(bob)

    [signup] = data["events_signup"]
    assert signup["phone"] == "12 34 56 78"
    assert signup["companions"] == ["Bodil Jensen"]
    assert signup["consented_to"] == "Der tages billeder."
    [answer] = data["events_answer"]
    assert (answer["question"], answer["answer"]) == ("Spiser du kød?", "Kun fisk")


def test_an_organiser_is_handed_out_their_mails_and_nobody_elses_sign_up(organiser, life):
    data = exported(organiser)

    [announcement] = data["events_announcement"]
    assert announcement["texts"]["da"]["subject"] == "Husk madpakke"
    assert data["events_signup"] == []
    [address] = data["events_calendaraddress"]
    assert "secret" not in address
    assert "Bob Jensen" not in json.dumps(data["events_signup"] + data["events_answer"])


def test_what_a_person_said_is_erased_with_them(bob, bobs, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.erase(user=bob, posts=Posts.KEEP)

    bobs.refresh_from_db()
    assert (bobs.name, bobs.phone, bobs.companions, bobs.consented_to) == ("", "", [], "")
    assert not Answer.objects.exists()
    assert bobs.status == "cancelled"


def test_an_organisers_name_is_erased_and_the_work_stays(
    organiser, life, bobs, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.erase(user=organiser, posts=Posts.KEEP)

    bobs.refresh_from_db()
    assert (bobs.added_by, bobs.name, bobs.status) == (None, "Bob Jensen", "confirmed")
    announcement = Announcement.objects.get()
    assert (announcement.author, announcement.recipients) == (None, 1)
    assert not CalendarAddress.objects.exists()


def test_after_the_event_the_people_are_forgotten_and_the_numbers_stay(
    as_alice, occurrence, life, bobs, settings
):
    Feedback.objects.create(occurrence=occurrence, rating=5, comment="Dejligt.")
    SignUp.objects.filter(pk=bobs.pk).update(arrived=2, checked_in_at=timezone.now())
    over = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS, hours=1)
    Occurrence.objects.update(starts_at=over - datetime.timedelta(hours=2), ends_at=over)

    call_command("tick")

    bobs.refresh_from_db()
    assert (bobs.name, bobs.email, bobs.phone) == ("", "", "")
    assert (bobs.companions, bobs.consented_to) == ([], "")
    assert (bobs.user, bobs.added_by, bobs.attempt) == (None, None, None)
    assert (bobs.party_size, bobs.arrived, bobs.status) == (2, 2, "confirmed")
    assert not Answer.objects.exists()
    # The log of what was written stays, and what nobody can be told by.
    assert Announcement.objects.get().texts["da"]["subject"] == "Husk madpakke"
    assert Feedback.objects.get().comment == "Dejligt."
    for page in ("attendees", "printed", "figures", "export", "check_in"):
        words = as_alice.get(url(page, occurrence)).content.decode()
        assert "Bob Jensen" not in words
        assert "12 34 56 78" not in words
    csv = as_alice.post(url("export", occurrence), {"kind": "csv"}).content.decode()
    assert "Bob" not in csv
    assert "2" in csv


def test_a_day_too_early_nothing_is_forgotten(occurrence, life, bobs, settings):
    over = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS - 1)
    Occurrence.objects.update(starts_at=over - datetime.timedelta(hours=2), ends_at=over)

    assert cancellation.anonymise_past() == 0
    assert Answer.objects.exists()
