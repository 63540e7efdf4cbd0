"""The picture, the price and the contact of an event, wherever readers meet them."""

import icalendar
import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.images.rendering import make_renditions
from core.models import Partner
from events.pages.event_page import EventPage
from events.scheduling import occurrence_changes
from events.signups import emails, registration
from tests import factories
from tests.core.images.pictures import make_image
from tests.events.conftest import graph, outbox_messages
from tests.events.editing import edit_url, form_of

pytestmark = pytest.mark.django_db

PERSON = {
    "contact_name": "Bo Eksempel",
    "contact_role": "vært",
    "contact_phone": "12 34 56 78",
    "contact_email": "bo@example.org",
}


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def picture(media):
    image = make_image("torvet.jpg")
    image.description = "Torvet"
    image.save()
    make_renditions(image.pk)
    return image


def main_of(page) -> BeautifulSoup:
    return BeautifulSoup(Client().get(page.url).content, "html.parser").main


def vevent_of(page):
    [occurrence] = page.event.occurrences.all()
    response = Client().get(reverse("events:ics", args=[occurrence.pk]))
    [vevent] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return vevent


def poster_of(page):
    return Client().get(reverse("events:poster", args=[page.event.pk, "a4"])).context["poster"]


def test_readers_see_the_price_and_whom_to_ask(theme):
    partner = factories.make_partner("Lyngen")
    page = factories.make_event_page(
        theme, price="50 kr., børn gratis", contact_partner=partner, **PERSON
    )

    facts = main_of(page).select_one(".facts")

    assert "50 kr., børn gratis" in facts.text
    assert "Lyngen" in facts.text
    assert "vært" in facts.text
    hrefs = {link["href"] for link in facts.select("a[href^=tel], a[href^=mailto]")}
    assert hrefs == {"tel:12345678", "mailto:bo@example.org"}
    assert "50 kr., børn gratis" in {line for fact in poster_of(page).facts for line in fact.lines}
    vevent = vevent_of(page)
    assert "50 kr., børn gratis" in vevent["description"]
    assert vevent["contact"] == "Lyngen, Bo Eksempel, vært, 12 34 56 78, bo@example.org"


def test_an_event_without_them_says_nothing(theme):
    page = factories.make_event_page(theme)
    with_price = factories.make_event_page(theme, "Med pris", price="50 kr.")
    assert len(main_of(page).select(".facts dt")) + 1 == len(
        main_of(with_price).select(".facts dt")
    )
    assert "contact" not in vevent_of(page)


@pytest.mark.parametrize(("price", "is_free"), [("", True), ("Gratis.", True), ("50 kr.", False)])
def test_search_engines_are_told_that_it_is_free_only_if_it_is(theme, price, is_free):
    [event] = graph(Client().get(factories.make_event_page(theme, price=price).url))
    assert event.get("isAccessibleForFree", False) is is_free
    assert ("price" in event["offers"]) is is_free


def test_the_picture_stands_for_the_themes_everywhere(theme, picture):
    page = factories.make_event_page(theme, picture=picture)

    images = main_of(page).select(".event-page img, .page-header img")

    assert [image["alt"] for image in images] == ["Torvet"]
    [event] = graph(Client().get(page.url))
    assert event["image"][0].endswith(images[0]["src"])
    assert page.social_card("da").image_id == picture.pk
    poster = poster_of(page)
    assert (poster.image_id, poster.picture.url) == (picture.pk, images[0]["src"])

    picture.delete()

    images = main_of(page).select(".event-page img")
    assert ["/illustrations/" in image["src"] for image in images] == [True]
    assert poster_of(page).image_id is None


def test_a_picture_whose_sizes_are_not_made_yet_leaves_the_themes(theme, media):
    page = factories.make_event_page(theme, picture=make_image())
    assert not main_of(page).select(".page-header img")
    assert main_of(page).select(".event-page img")
    assert poster_of(page).image_id is None


def test_a_translation_has_the_same_picture_and_contact_and_its_own_words(theme, picture):
    page = factories.make_event_page(theme, picture=picture, price="20 kr.", **PERSON)
    assert {"picture", "contact_partner", "contact_name", "contact_phone", "contact_email"} <= {
        field.field_name for field in EventPage.override_translatable_fields
    }
    english = factories.make_event_translation(page, "Coffee", price="DKK 20", **PERSON)
    text = page.event.texts.get(language="en")
    assert (text.price, page.event.texts.get(language="da").price) == ("DKK 20", "20 kr.")
    assert "DKK 20" in main_of(english).text


def test_a_copy_keeps_them(theme, picture):
    page = factories.make_event_page(theme, picture=picture, price="20 kr.", **PERSON)
    copy = page.copy(update_attrs={"slug": "kopi", "title": "Kopi"})
    assert (copy.picture, copy.price) == (picture, "20 kr.")
    assert copy.contact_line == page.contact_line


def test_the_search_finds_the_person_and_the_price(theme):
    page = factories.make_event_page(theme, price="fripris", **PERSON)
    texts = " ".join(page.mentioning_texts())
    assert "fripris" in texts
    assert "Bo Eksempel" in texts


def test_a_phone_number_of_nobody_is_refused_beside_the_name(as_editor, theme):
    page = factories.make_event_page(theme)
    answer = as_editor.post(edit_url(page), form_of(page, contact_phone="12 34 56 78"))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert list(form.errors) == ["contact_name"]
    assert form["contact_phone"].value() == "12 34 56 78"

    form = form_of(page, contact_name="Bo", contact_phone="12 34 56 78", price="20 kr.")
    assert as_editor.post(edit_url(page), form).status_code == 302
    page.refresh_from_db()
    assert (page.contact_name, page.price) == ("Bo", "20 kr.")


def test_all_mistakes_are_said_at_once(theme):
    page = factories.make_event_page(theme)
    page.contact_role, page.status = "vært", "cancelled"
    with pytest.raises(ValidationError) as error:
        page.full_clean()
    assert set(error.value.error_dict) == {"contact_name", "status_reason"}


def test_those_who_sign_up_are_told_the_price_and_whom_to_ask(theme, sign_up):
    page = factories.make_event_page(theme, price="50 kr. & en kage", reminder_hours=24, **PERSON)
    [occurrence] = page.event.occurrences.all()
    form = Client().get(reverse("events:sign_up", args=[occurrence.pk]))
    facts = BeautifulSoup(form.content, "html.parser").select(".facts dd")
    assert "50 kr. & en kage" in [fact.text for fact in facts]

    signup = sign_up(occurrence, email="karen@example.org")
    registration.confirm(signup)
    emails.enqueue(signup, "reminder")
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")

    mails = {kind: outbox_messages(kind=kind)[0] for kind in ("confirm", "confirmed", "reminder")}
    for mail in mails.values():
        assert "50 kr. & en kage" in mail.text
    [cancelled] = outbox_messages(kind="event_cancelled")
    assert "50 kr." not in cancelled.text
    for mail in (mails["confirmed"], mails["reminder"], cancelled):
        assert "Bo Eksempel, vært, 12 34 56 78, bo@example.org" in mail.text
    # An address that is not verified gets no more than it needs.
    assert "Bo Eksempel" not in mails["confirm"].text


def test_without_a_price_or_a_contact_mails_and_forms_say_nothing_of_them(theme, confirmed_signup):
    [occurrence] = factories.make_event_page(theme).event.occurrences.all()
    form = Client().get(reverse("events:sign_up", args=[occurrence.pk]))
    assert "Pris" not in [
        dt.text.strip() for dt in BeautifulSoup(form.content, "html.parser").select("dt")
    ]
    confirmed_signup(occurrence, email="karen@example.org")
    [mail] = outbox_messages(kind="confirmed")
    assert "Pris" not in mail.text
    assert "Spørgsmål?" not in mail.text


@pytest.mark.parametrize(("price", "is_listed"), [("", False), ("Gratis", True), ("x" * 31, False)])
def test_a_short_price_is_in_the_lists(theme, price, is_listed):
    factories.make_event_page(theme, price=price)
    [row] = BeautifulSoup(Client().get("/da/kalender/").content, "html.parser").select(".event")
    assert ("Gratis" in row.text) is is_listed
    assert "xxx" not in row.text


@pytest.mark.usefixtures("as_if_committed")
def test_the_partner_to_ask_is_read_once_until_it_changes(theme):
    partner = factories.make_partner("Lyngen")
    page = factories.make_event_page(theme, contact_partner=partner)

    def read() -> tuple[str, list[str]]:
        with CaptureQueriesContext(connection) as queries:
            facts = main_of(page).select_one(".facts").text
        table = Partner._meta.db_table
        return facts, [query["sql"] for query in queries if f'FROM "{table}"' in query["sql"]]

    read()
    facts, queries = read()
    assert "Lyngen" in facts
    assert not queries

    partner.name = "Heden"
    partner.save()
    assert "Heden" in read()[0]

    partner.delete()
    facts, _queries = read()
    assert "Heden" not in facts
