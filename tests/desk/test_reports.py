"""The reports: who may see them, what they count, and their files."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import reports_menu
from wagtail.models import ModelLogEntry, Page

from desk.reports.thread_answers import in_words
from events.models import SignUp
from forum.models import Thread
from forum.moderation.actions import hide_post
from notifications.models import Subscription
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

SIGNUPS, PARTICIPATION = "/admin/reports/sign-ups/", "/admin/reports/participation/"
FOLLOWERS, THREADS, PAGES = (
    "/admin/reports/followers/",
    "/admin/reports/threads/",
    "/admin/reports/pages/",
)
LINKS = "/admin/reports/links/"
PICTURES = "/admin/reports/pictures/"
ALL = (SIGNUPS, PARTICIPATION, FOLLOWERS, THREADS, PAGES, LINKS, PICTURES)


def downloaded(client, address, kind="csv", **query):
    """Return the rows of a file, as lists of text."""
    response = client.get(address, {"export": kind, **query})
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    if kind == "csv":
        text = content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.values]


def rows_by_name(client, address, **query):
    return {row[0]: row[1:] for row in downloaded(client, address, **query)[1:]}


def people(occurrence, count, *, start=0, status="confirmed", **fields):
    """Make sign-ups, quickly."""
    SignUp.objects.bulk_create(
        SignUp(
            occurrence=occurrence,
            name=f"Person {number}",
            email=f"person{number}@example.org",
            language="da",
            status=status,
            expires_at=timezone.now(),
            **fields,
        )
        for number in range(start, start + count)
    )


class TestPermissions:
    @pytest.mark.parametrize("address", ALL)
    def test_editors_and_administrators(self, as_editor, as_administrator, address):
        for client in (as_editor, as_administrator):
            assert client.get(address).status_code == 200
            assert client.get(f"{address}results/").status_code == 200
        assert address in markup_of(as_editor.get("/admin/"))

    def test_moderators_see_the_forum_and_the_followers(self, as_moderator):
        seen = [address for address in ALL if as_moderator.get(address).status_code == 200]

        assert seen == [FOLLOWERS, THREADS]
        assert as_moderator.get(PAGES, {"export": "csv"}).status_code == 302
        assert PAGES not in markup_of(as_moderator.get("/admin/"))

    def test_the_editor_of_a_part_sees_no_followers(self, as_partner_editor):
        assert as_partner_editor.get(FOLLOWERS).status_code == 302

    def test_nobody_else(self, as_alice, client):
        for address in ALL:
            assert as_alice.get(address, {"export": "csv"}).status_code == 403
            assert client.get(address, {"export": "csv"}).status_code == 302

    def test_partners_count_their_own_events_only(
        self, as_partner_editor, partner_editor, theme, theme_page
    ):
        partner = factories.make_partner()
        partner_editor.partner_memberships.create(partner=partner)
        factories.make_occurrence(theme, title="Vores", organiser=partner)
        factories.make_occurrence(theme, title="De andres")

        assert [row[1] for row in downloaded(as_partner_editor, SIGNUPS)[1:]] == ["Vores"]
        assert rows_by_name(as_partner_editor, PARTICIPATION)["Traffic safety (da)"][0] == "1"
        assert list(rows_by_name(as_partner_editor, PAGES)) == [theme_page.title]


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_report_downloads_and_the_download_is_logged(as_editor, editor, address, kind):
    rows = downloaded(as_editor, address, kind)

    assert len(rows[0]) > 1
    entry = ModelLogEntry.objects.get(action="desk.export")
    assert entry.user == editor
    assert entry.data["kind"] == kind
    assert entry.data["report"] in address
    assert entry.message


@pytest.mark.parametrize("address", ALL)
def test_filters_that_nobody_can_choose_are_no_error(as_editor, address):
    for query in ({"starts_at_from": "x"}, {"theme": "x"}, {"owner": "x"}, {"export": "pdf"}):
        assert as_editor.get(address, query).status_code == 200
    assert as_editor.get(address, {"p": "99999999999999999999"}).status_code == 200
    assert as_editor.post(address).status_code == 405


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1+1"])
def test_no_title_becomes_a_formula(as_editor, alice, theme, kind, title):
    factories.make_thread(alice, theme, title)
    content = b"".join(as_editor.get(THREADS, {"export": kind}).streaming_content)

    if kind == "csv":
        [_head, row] = csv.reader(
            io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"
        )
        assert row[0] == f"'{title}"
    else:
        cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
        assert (cell.value, cell.data_type) == (title, "s")


class TestSignUps:
    def test_a_row_for_each_date_with_exact_numbers(self, as_editor, theme, area):
        page = factories.make_event_page(theme, "Nabocafé", area=area, capacity=20)
        occurrence = page.event.occurrences.get()
        people(occurrence, 2, party_size=2)
        people(occurrence, 1, start=2, is_newcomer=True)
        people(occurrence, 3, start=3, status="waiting", queued_at=timezone.now())
        people(occurrence, 1, start=6, status="cancelled")

        [head, row] = downloaded(as_editor, SIGNUPS)

        assert len(head) == len(row)
        assert row[1:4] == ["Nabocafé", "Traffic safety (da)", "Hirtshals"]
        assert row[5:] == ["20", "3", "5", "1", "3", "1", "0"]

    def test_period_theme_and_area(self, as_editor, theme, area):
        factories.make_event_page(theme, "Her", area=area)
        factories.make_event_page(
            factories.make_theme("loneliness"), "Der", starts_at=factories.at_five_in(20)
        )
        day = timezone.localdate(factories.at_five_in(20)).isoformat()

        def found(**query):
            return [row[1] for row in downloaded(as_editor, SIGNUPS, **query)[1:]]

        assert found(theme=theme.pk) == ["Her"]
        assert found(area=area.pk) == ["Her"]
        assert found(starts_at_from=day) == ["Der"]

    def test_the_number_of_queries_does_not_grow(self, as_editor, theme):
        def queries(**query):
            with CaptureQueriesContext(connection) as captured:
                response = as_editor.get(SIGNUPS, query)
                if response.streaming:
                    b"".join(response.streaming_content)
            return len(captured)

        factories.make_event_page(theme, "En")
        queries()
        few, few_in_file = queries(), queries(export="csv")
        for number in range(8):
            factories.make_event_page(theme, f"Flere {number}")

        assert queries() <= few
        assert queries(export="csv") <= few_in_file


class TestParticipation:
    def test_by_theme_and_by_area(self, as_editor, theme, area):
        page = factories.make_event_page(theme, "Nabocafé", area=area)
        people(page.event.occurrences.get(), 6)

        assert rows_by_name(as_editor, PARTICIPATION)["Traffic safety (da)"][:3] == ["1", "6", "6"]
        by_area = rows_by_name(as_editor, PARTICIPATION, by="area")
        assert by_area["Hirtshals"][:3] == ["1", "6", "6"]

    def test_small_numbers_are_not_given_nor_what_would_reveal_them(self, as_editor, theme, area):
        places = {area: 9, factories.make_area("Vrå"): 7, factories.make_area("Sindal"): 3}
        for place, count in places.items():
            page = factories.make_event_page(theme, f"I {place}", area=place)
            people(page.event.occurrences.get(), count)
        page = factories.make_event_page(theme, "Overalt")
        people(page.event.occurrences.get(), 5)

        found = rows_by_name(as_editor, PARTICIPATION, by="area")
        numbers = {name: row[2] for name, row in found.items()}

        assert numbers["Hirtshals"] == "9"
        assert numbers["Vrå"] == "7"
        assert numbers["Sindal"] == "færre end 5"
        # 3 would follow from the sum of all.
        assert not any(row[2] == "5" for row in found.values())
        page = markup_of(as_editor.get(PARTICIPATION, {"by": "area"}))
        assert 'role="img"' in page

    def test_nobody_yet(self, as_editor, theme):
        assert rows_by_name(as_editor, PARTICIPATION)["Traffic safety (da)"][0] == "0"


class TestFollowers:
    def test_followers_of_a_theme_in_a_period(self, as_editor, theme):
        users = [factories.make_user(f"u{number}@example.org", "U") for number in range(7)]
        Subscription.objects.bulk_create(
            Subscription(user=user, topic=f"theme:{theme.pk}", mode=mode)
            for user, mode in zip(users, ["follow"] * 6 + ["mute"], strict=True)
        )
        tomorrow = (timezone.localdate() + timezone.timedelta(days=1)).isoformat()

        assert rows_by_name(as_editor, FOLLOWERS)["Traffic safety (da)"] == ["6"]
        later = rows_by_name(as_editor, FOLLOWERS, created_at_from=tomorrow)
        assert later["Traffic safety (da)"] == ["færre end 5"]


class TestPages:
    def test_oldest_first_with_the_owner(self, as_editor, editor):
        old = factories.make_standard_page("Gammel", owner=editor)
        new = factories.make_standard_page("Ny")
        for page, days in ((old, -400), (new, 0)):
            page.save_revision()
            Page.objects.filter(pk=page.pk).update(
                latest_revision_created_at=factories.in_days(days)
            )

        found = rows_by_name(as_editor, PAGES, changed="365")
        assert list(found) == ["Gammel"]
        assert found["Gammel"][3] == editor.public_name
        assert list(rows_by_name(as_editor, PAGES, owner=editor.pk)) == ["Gammel"]
        everything = list(rows_by_name(as_editor, PAGES))
        assert everything.index("Gammel") < everything.index("Ny")

    def test_drafts(self, as_editor):
        factories.make_standard_page("Kladde", live=False)

        assert list(rows_by_name(as_editor, PAGES, status="draft")) == ["Kladde"]
        assert "Kladde" not in rows_by_name(as_editor, PAGES, status="live")


class TestThreads:
    @pytest.fixture
    def found(self, alice, bob, theme, moderator):
        """An answered thread, one without an answer, and a hidden one."""
        answered = factories.make_thread(alice, theme, "Besvaret")
        reply = factories.make_reply(answered, bob)
        Thread.objects.filter(pk=answered.pk).update(
            created_at=reply.created_at - timezone.timedelta(hours=3)
        )
        hidden = factories.make_thread(alice, theme, "Om hegnet")
        hide_post(post=hidden.posts.get(), moderator=moderator, reason="Spam")
        assert Thread.objects.get(pk=hidden.pk).is_hidden
        return [answered, factories.make_thread(alice, theme, "Ubesvaret"), hidden]

    def test_status_and_answer_time(self, as_administrator, found):
        rows = rows_by_name(as_administrator, THREADS)

        assert rows["Besvaret"][6] == "3 timer"
        assert rows["Ubesvaret"][5:7] == ["", ""]
        for status, title in (
            ("answered", "Besvaret"),
            ("unanswered", "Ubesvaret"),
            ("hidden", "Om hegnet"),
        ):
            assert list(rows_by_name(as_administrator, THREADS, status=status)) == [title]

    def test_editors_do_not_see_hidden_threads(self, as_editor, found):
        assert "Om hegnet" not in rows_by_name(as_editor, THREADS)
        assert "Om hegnet" not in markup_of(as_editor.get(THREADS))

    def test_the_chart_counts_all_and_not_the_page(self, as_administrator, found):
        chart = as_administrator.get(THREADS).context["chart"]

        assert [cells for _name, cells in chart.rows] == [["1"], ["0"], ["0"], ["1"], ["1"]]

    def test_the_number_of_queries_does_not_grow(self, as_administrator, alice, theme, found):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                as_administrator.get(THREADS)
            return len(captured)

        areas = [factories.make_area(f"By {number}") for number in range(8)]
        queries()
        few = queries()
        for place in areas:
            factories.make_thread(alice, theme, f"I {place}", area=place)

        assert queries() <= few


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "0 minutter"), (0.5, "30 minutter"), (1, "1 time"), (47, "47 timer"), (49, "2 dage")],
)
def test_answer_times_as_people_say_them(hours, words):
    assert in_words(timezone.timedelta(hours=hours)) == words
    assert in_words(None) == ""


def test_a_long_report_is_read_in_parts(as_editor, alice, theme, monkeypatch):
    monkeypatch.setattr("desk.reports.base._BATCH_SIZE", 2)
    for number in range(5):
        factories.make_thread(alice, theme, f"Tråd {number}")

    assert len(downloaded(as_editor, THREADS)) == 1 + 5


def test_the_reports_are_in_the_order_of_the_work(rf):
    """Residents, what they wrote, pages and pictures, approvals; what is technical at the end."""
    request = rf.get("/admin/")
    request.user = factories.make_user("a@example.org", "Ada", groups=("Administrators",))
    items = sorted(reports_menu.menu_items_for_request(request), key=lambda item: item.order)
    addresses = [item.url.removeprefix("/admin/").removeprefix("reports/") for item in items]
    assert addresses == [
        "sign-ups/",
        "participation/",
        "pledges/",
        "kits/",
        "answers/",
        "followers/",
        "threads/",
        "held-posts/",
        "pages/",
        "pages/translations/",
        "links/",
        "pictures/",
        "locked/",
        "workflow/",
        "workflow_tasks/",
        "site-history/",
        "page-types-usage/",
        "outbox/",
    ]


def test_a_date_has_a_cell_that_does_not_break_it(as_editor, theme):
    factories.make_event_page(theme, "Nabocafé")
    page = markup_of(as_editor.get(SIGNUPS))
    assert page.count('<td class="desk-date"') == 1


def test_the_report_of_page_types_has_no_names_from_the_code(as_editor, theme):
    page = factories.make_event_page(theme, "Nabocafé")
    report = markup_of(as_editor.get("/admin/reports/page-types-usage/"))
    assert reverse("wagtailadmin_pages:type_use", args=["events", "eventpage"]) in report
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in report
    assert "events.eventpage" not in report
