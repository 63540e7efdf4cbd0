"""Tests of the permissions of organisers; others see no name."""

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Announcement, SignUp
from events.organisers.permissions import events_of, may_organise
from events.signups import token_links
from residents.models import PartnerMembership
from tests import factories
from tests.events.organisers.conftest import url

pytestmark = pytest.mark.django_db


READ = ["attendees", "printed", "figures", "export", "add", "check_in", "announcements"]


OF_ONE = ["attendee"]


CHANGE = ["attendee_party", "attendee_move", "attendee_cancel", "attendee_confirm"]


CHANGE += ["attendee_accept", "tap"]


@pytest.fixture
def announcement(occurrence, organiser):
    return Announcement.objects.create(
        occurrence=occurrence,
        author=organiser,
        texts={"da": {"subject": "Husk", "body": "Kære Karen Holm"}},
    )


@pytest.fixture
def pages(occurrence, karen, announcement) -> dict[str, str]:
    """Return the path of every page of the organisers, by URL name."""
    announcement_pages = ["announcement", "announcement_change", "announcement_mail"]
    paths = {name: url(name, occurrence) for name in [*READ, "announcement_new"]}
    paths |= {name: url(name, occurrence, karen) for name in OF_ONE}
    paths |= {name: url(name, occurrence, announcement) for name in announcement_pages}
    paths["announcement_mail"] += "?language=da"
    return paths


@pytest.fixture
def actions(occurrence, karen, announcement) -> dict[str, str]:
    """Return the path of every action that needs POST, by URL name."""
    paths = {name: url(name, occurrence, karen) for name in CHANGE}
    for name in ("announcement_send", "announcement_discard"):
        paths[name] = url(name, occurrence, announcement)
    return paths


def test_partner_members_organise_the_partners_events(alice, bob, organiser, occurrence, theme):
    other = factories.make_occurrence(theme, organiser=factories.make_partner())

    assert may_organise(alice, occurrence.event)
    assert not may_organise(alice, other.event)
    assert not may_organise(bob, occurrence.event)
    assert list(events_of(alice)) == [occurrence.event]


def test_event_without_partner_has_no_organising_members(alice, organiser, theme):
    occurrence = factories.make_occurrence(theme)

    assert not may_organise(alice, occurrence.event)


def test_editors_of_the_page_organise_the_event(editor, moderator, theme):
    page = factories.make_event_page(theme)

    assert may_organise(editor, page.event)
    assert not may_organise(moderator, page.event)


def test_suspended_and_anonymous_users_organise_nothing(alice, organiser, occurrence):
    from django.contrib.auth.models import AnonymousUser

    alice.is_active = False
    assert not may_organise(alice, occurrence.event)
    assert not may_organise(AnonymousUser(), occurrence.event)


def test_organiser_can_read_every_page(as_alice, pages):
    for name, address in pages.items():
        response = as_alice.get(address)
        assert response.status_code == 200, name
        assert "no-store" in response["Cache-Control"], name
        assert "private" in response["Cache-Control"], name


def test_anonymous_readers_are_redirected_to_the_login(client, pages, actions):
    for address in pages.values():
        response = client.get(address)
        assert response.status_code == 302
        assert "/konto/login/" in response.url
    for address in [*pages.values(), *actions.values()]:
        assert client.post(address).status_code in {302, 405}
    assert SignUp.objects.confirmed().count() == 1


@pytest.mark.parametrize("browser", ["as_bob", "as_moderator"])
def test_other_residents_are_forbidden(request, browser, pages, actions):
    someone = request.getfixturevalue(browser)
    for address in pages.values():
        response = someone.get(address)
        assert response.status_code == 403
        assert b"Karen" not in response.content
    for name, address in actions.items():
        assert someone.post(address, {"seen": "x"}).status_code == 403, name
    signup = SignUp.objects.get()
    assert (signup.status, signup.arrived) == ("confirmed", None)


def test_editor_needs_the_second_factor(editor, sign_up, theme):
    page = factories.make_event_page(theme, capacity=10)
    sign_up(page.event.occurrences.get())
    address = url("attendees", page.event.occurrences.get())
    with_it, without = Client(), Client()
    factories.sign_in(with_it, editor)
    factories.sign_in(without, editor, second_factor=False)

    assert "Karen Holm" in with_it.get(address).content.decode()
    assert without.get(address).status_code == 302


def test_unpublished_event_is_not_found_for_others(as_bob, as_alice, occurrence, organiser):
    occurrence.event.is_published = False
    occurrence.event.save()

    assert as_bob.get(url("attendees", occurrence)).status_code == 404
    assert as_alice.get(url("attendees", occurrence)).status_code == 200


def test_sign_up_of_another_event_is_not_found(as_alice, occurrence, organiser, theme, sign_up):
    foreign = sign_up(factories.make_occurrence(theme))

    assert as_alice.get(url("attendee", occurrence, foreign)).status_code == 404
    assert as_alice.post(url("attendee_cancel", occurrence, foreign)).status_code == 404
    assert as_alice.post(url("tap", occurrence, foreign)).status_code == 404
    assert as_alice.get(url("attendees", foreign.occurrence)).status_code == 403


def test_public_pages_show_no_names_of_attendees(
    client, as_bob, as_moderator, theme, partner, organiser
):
    page = factories.make_event_page(theme, organiser=partner, capacity=10)
    occurrence = page.event.occurrences.get()
    signup = factories.sign_up(
        occurrence, name="Karen Holm", user=None, companions=["Ib Holm"], party_size=2
    )
    open_to_all = [
        page.url,
        factories.calendar_page().url,
        "/da/",
        url("sign_up", occurrence),
        url("sent", occurrence),
        url("ics", occurrence),
        url("door", signup.code),
    ]
    for browser in (client, as_bob, as_moderator):
        for address in open_to_all:
            page_text = browser.get(address, follow=True).content.decode()
            assert "Karen" not in page_text, address
            assert "Ib Holm" not in page_text, address
            assert "karen@example.org" not in page_text, address
    assert client.get(page.url).context["next_entry"].occurrence.seats_left == 8


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(as_alice, pages, actions, method):
    for address in [*pages.values(), *actions.values()]:
        assert getattr(as_alice, method)(address).status_code == 405


def test_actions_refuse_get(as_alice, actions):
    for address in actions.values():
        assert as_alice.get(address).status_code == 405


def test_list_of_organised_occurrences(as_alice, as_bob, client, occurrence, karen, theme, partner):
    over = factories.make_occurrence(
        theme, title="Det var dengang", organiser=partner, starts_at=factories.in_days(-3)
    )
    long_ago = factories.make_occurrence(
        theme, title="Glemt", organiser=partner, starts_at=factories.in_days(-100)
    )
    page_text = as_alice.get(url("organised")).content.decode()

    assert url("attendees", occurrence) in page_text
    assert "2 af 10 pladser" in page_text
    assert url("attendees", over) in page_text
    assert url("attendees", long_ago) not in page_text
    assert url("attendees", occurrence) not in as_bob.get(url("organised")).content.decode()
    assert "/konto/login/" in client.get(url("organised")).url


def test_number_of_queries_of_the_list_does_not_grow(
    as_alice, occurrence, organiser, theme, partner, as_if_committed
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    as_alice.get(url("organised"))
    with CaptureQueriesContext(connection) as few:
        as_alice.get(url("organised"))
    for _number in range(5):
        factories.make_occurrence(theme, organiser=partner)
    as_alice.get(url("organised"))
    with CaptureQueriesContext(connection) as many:
        as_alice.get(url("organised"))
    assert len(many) == len(few)


def test_account_menu_links_to_the_list_for_organisers_only(
    as_alice, as_bob, occurrence, organiser
):
    mine = reverse("events:mine")

    assert url("organised") in as_alice.get(mine).content.decode()
    assert url("organised") not in as_bob.get(mine).content.decode()


def test_event_page_links_organisers_and_stays_cacheable(
    as_alice, as_bob, client, theme, partner, organiser
):
    page = factories.make_event_page(theme, organiser=partner)
    address = url("attendees", page.event.occurrences.get())

    assert address in as_alice.get(page.url).content.decode()
    assert address not in as_bob.get(page.url).content.decode()
    response = client.get(page.url)
    assert address not in response.content.decode()
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_former_member_is_forbidden(as_alice, occurrence, karen):
    PartnerMembership.objects.all().delete()

    assert as_alice.get(url("attendees", occurrence)).status_code == 403


def test_ticket_shows_no_name(client, karen):
    response = client.get(url("ticket", token_links.token(karen, token_links.TICKET)))

    assert "Karen" not in response.content.decode()
