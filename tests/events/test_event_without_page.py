"""An event without a page has a title and a URL everywhere."""

import json

import icalendar
import pytest
from django.urls import reverse
from django.utils import translation

from events.display.localized_texts import signup_title, text_for
from events.models import SignUp
from events.scheduling import occurrence_changes
from events.signups import questions
from home.search.hits import Hit
from notifications.models import Activity
from notifications.notices import activities, activity_types, follows, topics
from tests import factories
from tests.events.conftest import outbox_messages

pytestmark = pytest.mark.django_db

URL = "/da/forum/traad/7/"


@pytest.fixture
def occurrence(theme, area):
    """An occurrence of an event with a Danish text, a tag, a question and a consent."""
    occurrence = factories.make_occurrence(theme, title="Meetup", area=area, capacity=4)
    question = occurrence.event.questions.create(kind="text", label="Question")
    factories.make_event_text(
        occurrence.event,
        title="Mød naboen",
        summary="Vi griller i parken.",
        url=URL,
        tags=["grill"],
        directions="Bag hallen.",
        consent="Vi tager billeder.",
        questions={
            str(question.key): {"label": "Hvad tager du med?", "help_text": "", "choices": {}}
        },
    )
    return occurrence


def danish_path(name, *args):
    with translation.override("da"):
        return reverse(f"events:{name}", args=args)


def entries(response):
    """The list items of a calendar page, whatever its view."""
    context = response.context
    if context["query"].view in {"agenda", "past"}:
        return [entry for week in context["weeks_of_events"] for entry in week.entries]
    weeks = context.get("weeks") or [context["week_days"]]
    return [entry for week in weeks for day in week for entry in day.entries]


@pytest.mark.parametrize("view", ["agenda", "week", "month", "past"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_view_of_the_calendar_shows_title_and_address(client, occurrence, view, language):
    start = occurrence.starts_at
    if view == "past":
        start = factories.in_days(-3)
        occurrence_changes.reschedule(
            occurrence, starts_at=start, ends_at=start + (occurrence.ends_at - occurrence.starts_at)
        )
    query = {
        "view": view,
        "week": f"{start:%G-W%V}" if view == "week" else "",
        "month": f"{start:%Y-%m}" if view == "month" else "",
    }
    path = {"da": "/da/kalender/", "en": "/en/calendar/"}[language]
    [entry] = entries(client.get(path, query))
    assert (entry.title, entry.url, entry.language) == ("Mød naboen", URL, "da")


def test_the_front_and_theme_page_list_it(client, occurrence, theme):
    page = factories.make_theme_page(theme)
    for path in ("/da/", page.url):
        [entry] = client.get(path).context["entries"]
        assert (entry.title, entry.url) == ("Mød naboen", URL)


def test_the_tag_filter_offers_and_finds_it(client, theme, occurrence):
    factories.make_occurrence(theme, title="Untagged")
    response = client.get("/da/kalender/", {"tag": "grill"})
    assert [entry.title for entry in entries(response)] == ["Mød naboen"]
    assert not response.context["misses_filter"]


def test_a_tag_in_two_languages_finds_the_event_once(client, occurrence):
    factories.make_event_text(
        occurrence.event, "en", title="Meet", is_original=False, tags=["grill"]
    )
    [entry] = entries(client.get("/en/calendar/", {"tag": "grill"}))
    assert entry.title == "Meet"


def test_the_feeds_have_its_words_and_its_address(client, settings, occurrence):
    url = settings.BASE_URL + URL
    [vevent] = icalendar.Calendar.from_ical(client.get(danish_path("calendar_ics")).content).walk(
        "VEVENT"
    )
    assert (vevent["SUMMARY"], vevent["URL"]) == ("Mød naboen", url)
    assert "Vi griller i parken." in vevent["DESCRIPTION"]
    assert "grill" in vevent["CATEGORIES"].to_ical().decode()
    [item] = json.loads(client.get(danish_path("calendar_json")).content)["items"]
    assert (item["title"], item["url"], item["summary"]) == (
        "Mød naboen",
        url,
        "Vi griller i parken.",
    )
    assert item["_event"]["tags"] == ["grill"]
    atom = client.get(danish_path("calendar_atom")).content.decode()
    assert f'href="{url}"' in atom
    assert "<title>Mød naboen</title>" in atom


def test_the_sign_up_form_asks_in_its_words(client, occurrence):
    response = client.get(danish_path("sign_up", occurrence.pk))
    form = response.context["form"]
    assert form.consent == "Vi tager billeder."
    assert [wording.label for wording in form.asked] == ["Hvad tager du med?"]
    assert (response.context["entry"].title, response.context["entry"].url) == ("Mød naboen", URL)


def test_mails_and_their_calendar_entries_have_its_words(settings, occurrence, confirmed_signup):
    confirmed_signup(occurrence, language="da")
    [mail] = outbox_messages(kind="confirmed")
    assert "Mød naboen" in mail.subject
    assert "Bag hallen." in mail.text
    [vevent] = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert (vevent["SUMMARY"], vevent["URL"]) == ("Mød naboen", settings.BASE_URL + URL)
    assert signup_title(SignUp.objects.get().pk) == "Mød naboen"


def test_notices_name_it_and_lead_to_it(alice, bob, theme, occurrence):
    follows.follow(alice, topics.event(occurrence.event_id))
    factories.sign_up(
        occurrence=occurrence,
        name="Bob",
        email=bob.email,
        party_size=1,
        language="da",
        user=bob,
    )
    occurrence_changes.cancel_occurrence(occurrence, reason="Regn")
    activities.spread_due()
    for reader in (alice, bob):
        batch = list(Activity.objects.filter(notices__recipient=reader))
        assert batch
        with translation.override("da"):
            described = activity_types.describe(batch, reader)
        assert {(each.title, each.url) for each in described.values()} == {("Mød naboen", URL)}
    [label] = topics.resolve([topics.event(occurrence.event_id)], alice).values()
    assert (label.name, label.url, label.language) == ("Mød naboen", URL, "da")


def found_by(client, path: str, query: str) -> list[Hit]:
    return client.get(path, {"q": query}).context["results"].hits


def test_the_search_finds_it_in_every_language(client, occurrence):
    for path in ("/da/soeg/", "/en/search/"):
        # Its tag is found, too.
        [found] = [hit for hit in found_by(client, path, "griller") if hit.is_event]
        assert (found.title, found.url) == ("Mød naboen", URL)
    occurrence.event.is_published = False
    occurrence.event.save()
    assert found_by(client, "/en/search/", "griller") == []


@pytest.mark.parametrize(("path", "language"), [("/da/soeg/", "da"), ("/en/search/", "en")])
def test_the_search_finds_an_event_with_texts_in_two_languages_once(
    client, occurrence, path, language
):
    factories.make_event_text(
        occurrence.event, "en", title="Mød naboen", url="/en/forum/7/", is_original=False
    )
    [found] = found_by(client, path, "naboen")
    # The language is named where it is not that of the page.
    assert found.language in {"", language}
    assert found.url == (URL if language == "da" else "/en/forum/7/")


def test_the_search_finds_an_event_with_a_page_once(client, theme):
    page = factories.make_event_page(theme, "Grillaften", language="en")
    [found] = found_by(client, "/en/search/", "Grillaften")
    assert found.url == page.url


def test_the_reason_is_in_the_language_of_the_text(client, occurrence):
    occurrence.event.texts.update(status="cancelled", status_reason="Det regner")
    occurrence_changes.cancel_occurrence(occurrence, reason="Rain")
    [entry] = entries(client.get("/da/kalender/"))
    assert entry.reason == "Det regner"


@pytest.mark.parametrize(
    ("language", "title"), [("da", "Mød naboen"), ("en", "Meet"), ("fr", "Mød naboen")]
)
def test_another_language_falls_back_to_the_original(occurrence, language, title):
    factories.make_event_text(occurrence.event, "en", title="Meet", is_original=False)
    with translation.override(language):
        wordings = questions.asked_of(occurrence.event, None)
        assert [wording.label for wording in wordings] == ["Question"]
    assert text_for(occurrence.event, language).title == title


def test_an_event_without_any_text_still_works_everywhere(client, theme, alice, confirmed_signup):
    occurrence = factories.make_occurrence(theme, title="Bare")
    assert [(e.title, e.url) for e in entries(client.get("/da/kalender/"))] == [("Bare", "")]
    for name in ("calendar_ics", "calendar_atom", "calendar_json"):
        response = client.get(danish_path(name))
        assert response.status_code == 200
        assert b"Bare" in response.content
    assert client.get(danish_path("sign_up", occurrence.pk)).status_code == 200
    confirmed_signup(occurrence, language="da")
    [mail] = outbox_messages(kind="confirmed")
    assert "Bare" in mail.subject
    follows.follow(alice, topics.event(occurrence.event_id))
    occurrence_changes.cancel_occurrence(occurrence, reason="Regn")
    activities.spread_due()
    [activity] = Activity.objects.filter(notices__recipient=alice)
    assert activity_types.describe([activity], alice)[activity.pk].title == "Bare"
