"""The dashboard: who sees which panel, what is in it, and what it costs."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Workflow

from desk.dashboard import waiting, waiting_pages
from desk.dashboard.bodies import body_of
from desk.dashboard.panels import (
    MOST_EVENTS,
    MOST_THREADS,
    UNANSWERED_DAYS,
    UnansweredPanel,
    WaitingPanel,
)
from desk.dashboard.panels import panels_of as panels_of_user
from forum.moderation.actions import hide_post
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

PANELS = "/admin/desk/panels/"

WAITING, EVENTS, EDITS = "waiting", "events-this-week", "recent-edits"
UNANSWERED, HIDDEN, NUMBERS = "unanswered", "hidden-posts", "weekly-numbers"


def panel(client, name: str) -> str:
    """Return the markup of a panel of the dashboard."""
    return markup_of(client.get(PANELS)).split(f'id="{name}-section"')[1].split("</section>")[0]


def _dashboard(client) -> str:
    return markup_of(client.get("/admin/"))


def panels_of(client) -> list[str]:
    page = markup_of(client.get("/admin/"))
    names = (WAITING, EVENTS, EDITS, UNANSWERED, HIDDEN, NUMBERS)
    return [name for name in names if f'id="{name}-section"' in page]


def test_editors_see_no_moderation(as_editor):
    assert panels_of(as_editor) == [WAITING, EVENTS, EDITS, UNANSWERED, NUMBERS]


def test_moderators_see_the_forum(as_moderator):
    assert panels_of(as_moderator) == [WAITING, UNANSWERED, HIDDEN, NUMBERS]


def test_administrators_see_all(as_administrator):
    assert panels_of(as_administrator) == [WAITING, EVENTS, EDITS, UNANSWERED, HIDDEN, NUMBERS]


def test_the_editor_of_a_part_sees_no_numbers_of_the_whole(as_partner_editor):
    assert panels_of(as_partner_editor) == [WAITING, EVENTS, EDITS, UNANSWERED]
    assert as_partner_editor.get("/admin/desk/numbers/").status_code == 302


def test_residents_do_not_come_in(as_alice, client):
    assert as_alice.get("/admin/desk/numbers/").status_code == 403
    assert client.get("/admin/desk/numbers/").status_code == 302


def test_an_empty_site_says_so(as_administrator):
    page = markup_of(as_administrator.get(PANELS))

    assert page.count('<ul class="desk-list">') == 0
    assert as_administrator.get("/admin/desk/numbers/").status_code == 200


def test_a_script_gets_each_panel_that_has_a_frame(as_administrator):
    frames = re.findall(
        r'div class="desk-panel" data-desk-part="([^"]+)"', _dashboard(as_administrator)
    )
    fragment = markup_of(as_administrator.get(f"{PANELS}?fragment=1"))

    assert re.findall(r'<template data-desk-part="([^"]+)"', fragment) == frames
    assert "<html" not in fragment


def test_without_a_script_each_frame_has_a_link(as_administrator):
    links = re.findall(
        r'<a href="(/admin/desk/[^"#]+)#([^"]+)">([^<]+)<', _dashboard(as_administrator)
    )

    assert {address for address, _anchor, _text in links} == {PANELS, "/admin/desk/numbers/"}
    for address, anchor, _text in links:
        assert f'id="{anchor}"' in markup_of(as_administrator.get(address))
    assert len({text for _address, _anchor, text in links}) == len(links)


@pytest.mark.parametrize("role", ["as_editor", "as_moderator", "as_administrator"])
def test_the_frames_cost_few_queries(request, role):
    client = request.getfixturevalue(role)
    _dashboard(client)

    with CaptureQueriesContext(connection) as captured:
        _dashboard(client)

    # The test's own rows are not committed, so nothing that depends on them is held.
    assert len(captured) <= 32


def test_the_pages_edited_last_are_listed(as_editor, editor):
    page = factories.make_standard_page("Rettet")
    log(page, "wagtail.edit", user=editor)
    log(factories.make_standard_page("Andres"), "wagtail.edit", user=None)

    shown = panel(as_editor, EDITS)

    assert f'href="/admin/pages/{page.pk}/edit/"' in shown
    assert "Andres" not in shown


def test_the_counters_of_pages_and_pictures_are_gone(as_editor):
    assert "w-summary__list" not in markup_of(as_editor.get(PANELS))


class TestWaiting:
    def titles(self, user):
        return {
            section.title: [item.title for item in section.items]
            for section in waiting.sections_for(user)
        }

    def test_own_drafts_wait_and_those_of_others_do_not(self, editor, as_partner_editor, theme):
        mine, theirs = factories.make_standard_page("Min"), factories.make_standard_page("Deres")
        mine.save_revision(user=editor)
        theirs.save_revision(user=factories.make_user("x@example.org", "Xenia"))

        assert list(self.titles(editor).values()) == [["Min"]]

    def test_a_draft_that_its_author_may_not_edit_any_more_is_left_out(
        self, partner_editor, theme_page
    ):
        factories.make_campaign(theme_page, "Min").save_revision(user=partner_editor)
        factories.make_standard_page("Ikke mere").save_revision(user=partner_editor)

        assert list(self.titles(partner_editor).values()) == [["Min"]]

    def test_locked_pages_wait_for_who_locked_them(self, editor, alice):
        Page.objects.filter(pk=factories.make_standard_page("Låst").pk).update(
            locked=True, locked_by=editor, locked_at=timezone.now()
        )

        assert list(self.titles(editor).values()) == [["Låst"]]
        assert self.titles(alice) == {}

    def test_pages_with_a_date_in_the_next_week(self, editor):
        soon, later = factories.in_days(3), factories.in_days(30)
        for title, when in (("Snart", soon), ("Senere", later)):
            page = factories.make_standard_page(title, live=False, go_live_at=when)
            page.save_revision().publish()
            expiring = factories.make_standard_page(f"{title} væk", expire_at=when)
            assert expiring.live

        [found] = self.titles(editor).values()
        assert sorted(found) == ["Snart", "Snart væk"]

    def test_a_submission_waits_for_who_may_approve(self, editor, moderator, alice):
        page = factories.make_standard_page("Til godkendelse")
        page.save_revision(user=editor)
        Workflow.objects.get().start(page, editor)

        [approvals] = self.titles(moderator).values()
        assert approvals == ["Til godkendelse"]
        assert self.titles(alice) == {}

    def test_a_deleted_page_leaves_no_hole(self, editor, moderator):
        page = factories.make_standard_page("Væk")
        page.save_revision(user=editor)
        Workflow.objects.get().start(page, editor)
        page.delete()

        assert self.titles(moderator) == {}

    def test_another_app_can_add_a_section(self, editor, monkeypatch):
        monkeypatch.setattr(waiting, "_sources", [])
        waiting.register(
            lambda user: waiting.section("Bagud", "globe", [waiting.Item("Om os", "/om/")])
        )
        waiting.register(lambda user: None)

        assert self.titles(editor) == {"Bagud": ["Om os"]}

    def test_a_long_section_says_that_there_is_more(self):
        items = [waiting.Item(str(number), "/") for number in range(waiting.MOST + 1)]

        shown = waiting.section("Bagud", "globe", items)

        assert (len(shown.items), shown.has_more) == (waiting.MOST, True)
        assert not waiting.section("Bagud", "globe", items[:-1]).has_more


class TestEvents:
    def test_this_week_with_seats_and_waiting_list(self, as_editor, theme):
        page = factories.make_event_page(theme, "Nabocafé", capacity=2, max_party_size=2)
        occurrence = page.event.occurrences.get()
        factories.sign_up(occurrence, party_size=2)
        waiting_party = factories.sign_up(occurrence, email="ib@example.org", waits=True)
        type(waiting_party).objects.filter(pk=waiting_party.pk).update(
            status="waiting", queued_at=timezone.now()
        )
        factories.make_event_page(theme, "Om en måned", starts_at=factories.at_five_in(30))
        page.event.occurrences.update(
            starts_at=factories.in_days(1), ends_at=factories.in_days(1.1)
        )

        shown = markup_of(as_editor.get(PANELS))

        assert f'href="/admin/pages/{page.pk}/edit/"' in shown
        assert f"/{occurrence.pk}/" in shown
        assert "2 af 2 pladser" in shown
        assert "1 på venteliste" in shown
        assert "Om en måned" not in panel(as_editor, EVENTS)

    def test_the_editor_of_a_part_sees_their_partners_events_only(
        self, as_partner_editor, partner_editor, theme
    ):
        partner = factories.make_partner()
        partner_editor.partner_memberships.create(partner=partner)
        mine = factories.make_occurrence(
            theme, title="Vores", organiser=partner, starts_at=factories.in_days(1)
        )
        factories.make_occurrence(theme, title="De andres", starts_at=factories.in_days(1))

        shown = markup_of(as_partner_editor.get(PANELS))

        assert "Vores" in shown
        assert "De andres" not in shown
        assert f"/{mine.pk}/" in shown

    def test_an_event_under_way_is_shown_and_one_that_is_over_is_not(self, as_editor, theme):
        page = factories.make_event_page(theme, "I gang")
        now, hour = timezone.now(), datetime.timedelta(hours=1)
        page.event.occurrences.update(starts_at=now - hour, ends_at=now + hour)
        over = factories.make_event_page(theme, "Forbi")
        over.event.occurrences.update(starts_at=now - 2 * hour, ends_at=now - hour)

        shown = panel(as_editor, EVENTS)

        assert "I gang" in shown
        assert "Forbi" not in shown


class TestForum:
    def test_a_thread_waits_until_somebody_else_answers(self, as_editor, alice, bob, theme):
        thread = factories.make_thread(alice, theme, "Hvem har en stige?")
        factories.make_reply(thread, alice, "Ingen?")
        assert "Hvem har en stige?" in markup_of(as_editor.get(PANELS))

        answer = factories.make_reply(thread, bob)
        assert "Hvem har en stige?" not in markup_of(as_editor.get(PANELS))

        hide_post(post=answer, moderator=factories.make_user("m@example.org", "M"), reason="Spam")
        assert "Hvem har en stige?" in markup_of(as_editor.get(PANELS))

    def test_an_answer_of_a_former_resident_stays_an_answer(self, as_editor, alice, bob, theme):
        thread = factories.make_thread(alice, theme, "Hvem har en stige?")
        answer = factories.make_reply(thread, bob)
        answer.author = None
        answer.save()

        assert "Hvem har en stige?" not in markup_of(as_editor.get(PANELS))

    def test_hidden_threads_and_old_ones_do_not_wait(self, as_editor, alice, theme):
        hidden = factories.make_thread(alice, theme, "Skjult")
        old = factories.make_thread(alice, theme, "Gammel")
        type(hidden).objects.filter(pk=hidden.pk).update(is_hidden=True)
        type(old).objects.filter(pk=old.pk).update(created_at=factories.in_days(-91))

        shown = panel(as_editor, UNANSWERED)

        assert "Skjult" not in shown
        assert "Gammel" not in shown

    def test_moderators_see_hidden_posts_with_the_reason(
        self, as_moderator, moderator, as_editor, alice, theme
    ):
        post = factories.make_reply(factories.make_thread(alice, theme, "Støj"), alice)
        hide_post(post=post, moderator=moderator, reason="Et salgsopslag.")

        assert "Et salgsopslag." in markup_of(as_moderator.get(PANELS))
        assert "Et salgsopslag." not in markup_of(as_editor.get(PANELS))


@pytest.mark.usefixtures("as_if_committed")
def test_panels_are_held_until_a_row_changes(as_moderator, moderator, bob, alice, theme):
    thread = factories.make_thread(alice, theme, "Hvem har en stige?")
    user = type(alice).objects.get(pk=moderator.pk)
    # What waits is not tracked, as it has many writers and few readers.
    held = [each for each in panels_of_user(user) if not isinstance(each, WaitingPanel)]
    shown = {each.name: body_of(each, user) for each in held}
    assert "Hvem har en stige?" in shown[UNANSWERED]

    with CaptureQueriesContext(connection) as captured:
        assert {each.name: body_of(each, user) for each in held} == shown
    assert not captured.captured_queries

    factories.make_reply(thread, bob)
    assert "Hvem har en stige?" not in markup_of(as_moderator.get(PANELS))


@pytest.mark.usefixtures("as_if_committed")
def test_what_waits_is_held_by_section_until_a_row_changes(editor, alice, monkeypatch):
    monkeypatch.setattr(waiting, "_sources", [waiting_pages.locked])
    page = factories.make_standard_page("Låst")

    def lock(user) -> None:
        Page.objects.filter(pk=page.pk).update(
            locked=True, locked_by=user, locked_at=timezone.now()
        )

    lock(editor)
    [section] = waiting.sections_for(editor)
    with CaptureQueriesContext(connection) as captured:
        assert waiting.sections_for(editor) == [section]
    assert not captured.captured_queries
    # That of one user is for nobody else.
    assert not waiting.sections_for(alice)

    lock(alice)
    assert not waiting.sections_for(editor)
    assert waiting.sections_for(alice)


@pytest.mark.usefixtures("as_if_committed")
def test_a_held_panel_is_old_after_a_minute(moderator, alice, theme):
    def unanswered() -> str:
        return body_of(UnansweredPanel(), moderator)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        factories.make_thread(alice, theme, "Hvem har en stige?")
        assert "Hvem har en stige?" in unanswered()
        clock.shift(datetime.timedelta(days=UNANSWERED_DAYS + 1))
        assert "Hvem har en stige?" not in unanswered()


def test_the_number_of_queries_does_not_grow(as_administrator, moderator, theme, alice):
    administrator = type(alice).objects.get(email="admin@example.org")
    administrator.groups.add(*moderator.groups.all())

    def fill(count: int) -> None:
        for number in range(count):
            page = factories.make_standard_page(f"Side {number}")
            page.save_revision(user=administrator)
            Workflow.objects.get().start(page, administrator)
            Page.objects.filter(pk=page.pk).update(
                **{"locked": True, "locked_by": administrator, "locked_at": timezone.now()},
                expire_at=factories.in_days(2),
            )
            scheduled = factories.make_standard_page(
                f"Planlagt {number}", live=False, go_live_at=factories.in_days(2)
            )
            scheduled.save_revision().publish()
            factories.make_event_page(theme, starts_at=factories.in_days(1))
            thread = factories.make_thread(alice, theme, f"Tråd {number}")
            hide_post(post=factories.make_reply(thread, alice), moderator=moderator, reason="Spam")

    def queries() -> int:
        for path in ("/admin/", PANELS):
            as_administrator.get(path)
        with CaptureQueriesContext(connection) as captured:
            for path in ("/admin/", PANELS):
                assert as_administrator.get(path).status_code == 200
        return len(captured)

    fill(1)
    few = queries()
    fill(max(MOST_EVENTS, MOST_THREADS, waiting.MOST) + 1)

    assert queries() <= few
    assert few <= 87
