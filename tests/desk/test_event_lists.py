"""The lists of dates and of drafts in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.admin.menu import admin_menu

from events.models import Occurrence
from events.models.details import EventStatus
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

UPCOMING, PAST, DRAFTS = (
    "/admin/desk/events/",
    "/admin/desk/events/past/",
    "/admin/desk/events/drafts/",
)
MENU = "desk/events/"


def titles(client, address=UPCOMING, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return [row.entry.title for row in response.context["table"].data]


@pytest.fixture
def dates(theme):
    """Dates of published events, soonest first."""
    found = {}
    for number, title in enumerate(("Nabocafé", "Cykeltjek", "Tryghedsvandring"), start=1):
        page = factories.make_event_page(
            theme, title, capacity=2, starts_at=factories.at_five_in(number)
        )
        found[title] = page.event.occurrences.get()
    return found


def test_an_editor_sees_the_dates_soonest_first_with_links(as_editor, dates):
    assert titles(as_editor) == list(dates)

    page = markup_of(as_editor.get(UPCOMING))
    for occurrence in dates.values():
        assert f"/{occurrence.pk}/" in page
    assert page.count("/edit/") >= len(dates)


def test_the_menu_and_the_page_have_one_name(rf, as_editor, dates):
    request = rf.get("/admin/")
    request.user = factories.make_user("a@example.org", "Ada", groups=("Administrators",))
    items = {item.url: item.label for item in admin_menu.menu_items_for_request(request)}
    assert items[UPCOMING] == as_editor.get(UPCOMING).context["page_title"]


def new_event_urls(client, address=UPCOMING):
    return [button.url for button in client.get(address).context["header_buttons"]]


def test_an_editor_starts_a_new_event_from_each_list(as_editor, dates):
    for address in (UPCOMING, PAST, DRAFTS):
        [url] = new_event_urls(as_editor, address)
        page = as_editor.get(url)
        assert page.status_code == 200
        assert page.context["parent_page"].locale.language_code == "da"


def test_who_may_not_add_events_gets_no_button_for_it(as_partner_editor, partner_editor, dates):
    partner_editor.partner_memberships.create(partner=factories.make_partner())
    assert new_event_urls(as_partner_editor) == []


def test_both_links_of_a_line_open(as_editor, dates):
    response = as_editor.get(UPCOMING)

    for row in response.context["table"].data:
        assert as_editor.get(row.edit_url).status_code == 200
        assert as_editor.get(row.signups_url).status_code == 200


def test_past_dates_are_in_a_list_of_their_own(as_editor, dates):
    Occurrence.objects.filter(pk=dates["Nabocafé"].pk).update(
        starts_at=factories.in_days(-2), ends_at=factories.in_days(-1)
    )

    assert titles(as_editor, PAST) == ["Nabocafé"]
    assert "Nabocafé" not in titles(as_editor)


def test_a_postponed_date_waits_for_a_new_one(as_editor, dates):
    Occurrence.objects.filter(pk=dates["Nabocafé"].pk).update(
        starts_at=factories.in_days(-2),
        ends_at=factories.in_days(-1),
        status=EventStatus.POSTPONED,
    )

    assert "Nabocafé" in titles(as_editor)


class TestFilters:
    def test_theme_and_area(self, as_editor, dates, theme, area):
        other = factories.make_event_page(factories.make_theme("loneliness"), "Spis", area=area)

        assert titles(as_editor, theme=other.theme_id) == ["Spis"]
        assert titles(as_editor, area=area.pk) == ["Spis"]
        assert titles(as_editor, theme=theme.pk) == list(dates)

    def test_status(self, as_editor, dates):
        Occurrence.objects.filter(pk=dates["Cykeltjek"].pk).update(status=EventStatus.CANCELLED)

        assert titles(as_editor, status="cancelled") == ["Cykeltjek"]
        assert "Cykeltjek" not in titles(as_editor, status="scheduled")

    def test_seats(self, as_editor, dates, alice):
        factories.sign_up(dates["Cykeltjek"], party_size=2)
        waiting = factories.sign_up(dates["Cykeltjek"], user=alice, email=alice.email, waits=True)

        assert waiting.status == "waiting"
        assert titles(as_editor, seats="full") == ["Cykeltjek"]
        assert titles(as_editor, seats="waiting") == ["Cykeltjek"]
        assert titles(as_editor, seats="free") == ["Nabocafé", "Tryghedsvandring"]

    def test_an_event_without_a_limit_is_never_full(self, as_editor, theme):
        factories.make_event_page(theme, "Torvedag", capacity=None)

        assert titles(as_editor, seats="full") == []
        assert titles(as_editor, seats="free") == ["Torvedag"]

    def test_period(self, as_editor, dates):
        day = timezone.localtime(dates["Cykeltjek"].starts_at).date().isoformat()

        assert titles(as_editor, starts_at_from=day, starts_at_to=day) == ["Cykeltjek"]

    @pytest.mark.parametrize(
        "query",
        [{"theme": "x"}, {"status": "x"}, {"starts_at_from": "x"}, {"p": "99999999999999999999"}],
    )
    def test_what_nobody_can_choose_is_no_error(self, as_editor, dates, query):
        assert as_editor.get(UPCOMING, query).status_code == 200

    def test_search_takes_every_word_in_title_or_venue(self, as_editor, dates, theme):
        factories.make_event_page(theme, "Spis sammen", venue="Vrå Hallen")

        assert titles(as_editor, q="cykel") == ["Cykeltjek"]
        assert titles(as_editor, q="hallen spis") == ["Spis sammen"]
        assert titles(as_editor, q="hallen cykel") == []

    def test_the_part_that_a_filter_replaces_is_no_page(self, as_editor, dates):
        part = markup_of(as_editor.get(f"{UPCOMING}results/", {"q": "cykel"}))

        assert "<html" not in part
        assert "Cykeltjek" in part
        assert "Nabocafé" not in part


class TestDrafts:
    def test_a_page_that_was_never_published_and_one_taken_down(self, as_editor, theme):
        factories.make_event_page(theme, "Ny", publish=False)
        down = factories.make_event_page(theme, "Taget ned")
        down.unpublish()
        factories.make_event_page(theme, "Udgivet")

        found = [page.title for page in as_editor.get(DRAFTS).context["object_list"]]

        assert sorted(found) == ["Ny", "Taget ned"]
        assert titles(as_editor) == ["Udgivet"]

    def test_an_event_is_one_row_in_two_languages(self, as_editor, theme):
        danish = factories.make_event_page(theme, "Ny", publish=False)
        english = factories.make_event_page(theme, "New", "en", publish=False)
        type(english).objects.filter(pk=english.pk).update(translation_key=danish.translation_key)

        assert [page.title for page in as_editor.get(DRAFTS).context["object_list"]] == ["Ny"]


class TestPermissions:
    def test_moderators_and_residents_see_nothing(self, as_moderator, as_alice, dates):
        for address in (UPCOMING, PAST, DRAFTS, f"{UPCOMING}results/"):
            assert as_moderator.get(address).status_code == 302
            assert as_alice.get(address).status_code == 403
        assert MENU not in markup_of(as_moderator.get("/admin/"))

    def test_the_menu_leads_there(self, as_editor):
        assert MENU in markup_of(as_editor.get("/admin/"))

    def test_a_member_sees_their_partners_dates_and_edits_none(
        self, as_partner_editor, partner_editor, theme, dates
    ):
        partner = factories.make_partner()
        partner_editor.partner_memberships.create(partner=partner)
        factories.make_event_page(theme, "Vores", organiser=partner)

        [row] = as_partner_editor.get(UPCOMING).context["table"].data

        assert row.entry.title == "Vores"
        assert row.edit_url == ""
        assert as_partner_editor.get(row.signups_url).status_code == 200

    def test_the_editor_of_a_theme_sees_no_drafts_of_others(self, as_partner_editor, theme):
        factories.make_event_page(theme, "Ny", publish=False)

        assert not as_partner_editor.get(DRAFTS).context["object_list"]

    def test_nothing_is_sent(self, as_editor):
        assert as_editor.post(UPCOMING).status_code == 405


@pytest.mark.parametrize("address", [UPCOMING, PAST, DRAFTS])
def test_the_number_of_queries_does_not_grow(as_editor, theme, address):
    def fill(count):
        for number in range(count):
            factories.make_event_page(theme, f"Ny {number}", publish=False)
            page = factories.make_event_page(theme, f"Udgivet {number}")
            past = factories.make_event_page(theme, f"Forbi {number}").event.occurrences
            past.update(starts_at=factories.in_days(-2), ends_at=factories.in_days(-1))
            factories.sign_up(page.event.occurrences.get())

    def queries():
        as_editor.get(address)
        with CaptureQueriesContext(connection) as captured:
            as_editor.get(address)
        return len(captured)

    fill(1)
    few = queries()
    fill(8)

    assert queries() <= few
    assert few <= 30
