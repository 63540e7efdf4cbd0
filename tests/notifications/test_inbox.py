"""The inbox, the count in the header, and marking notices as read."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from notifications.models import Notice
from notifications.notices import activities, follows, topics
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(clean_slate):
    """Use the English addresses and texts."""
    with translation.override("en"):
        yield


def page(client, **query) -> str:
    """Return the HTML of the inbox."""
    return client.get(reverse("notifications:notices"), query).content.decode()


def count_in(html: str) -> str:
    """Return the text for screen readers in the header."""
    match = re.search(r"((?:\d+|More than 99) new notices?)</span>", html)
    return match[1] if match else ""


def test_empty_inbox_shows_a_hint(as_alice):
    html = page(as_alice)
    assert "No notices yet" in html
    assert reverse("notifications:following") in html


def test_inbox_groups_own_notices_by_day_and_marks_new_ones(alice, as_alice, bob, make_activity):
    follows.follow(alice, "theme:1")
    seen = make_activity("theme:1")
    Notice.objects.filter(activity=seen).update(read_at=seen.created_at)
    new = make_activity("theme:1")

    html = page(as_alice)

    assert html.index(f"Test {new.object_id}") < html.index(f"Test {seen.object_id}")
    assert html.count('<section class="stack notices"') == 1
    assert html.count(">New</span>") == 1
    assert count_in(html) == "1 new notice"


def test_invisible_notice_is_left_out(alice, as_alice, make_activity):
    follows.follow(alice, "theme:1")
    make_activity("theme:1", object_id=0)
    assert as_alice.get(reverse("notifications:notices")).context["days"] == []


def test_opening_the_inbox_marks_invisible_notices_as_read(alice, as_alice, make_activity):
    follows.follow(alice, "theme:1")
    make_activity("theme:1", object_id=0)
    shown = make_activity("theme:1")
    make_activity("theme:1", object_id=0)
    other = as_alice.get("/en/")
    assert count_in(other.content.decode()) == "3 new notices"

    html = page(as_alice)

    assert count_in(html) == "1 new notice"
    assert list(Notice.objects.filter(read_at=None).values_list("activity", flat=True)) == [
        shown.pk
    ]


def test_pagination_skips_invisible_notices(alice, as_alice, make_activity):
    follows.follow(alice, "theme:1")
    numbers = range(1, 71)
    for number in numbers:
        make_activity("theme:1", object_id=number if number % 2 else 0, target=f"test:{number}")

    url, shown = reverse("notifications:notices"), []
    while url:
        response = as_alice.get(url)
        html = response.content.decode()
        shown += [int(number) for number in re.findall(r">Test (\d+)</a>", html)]
        url = response.context["older_url"]
        assert not url or url in html
        assert len(shown) <= len(numbers)

    assert shown == [number for number in reversed(numbers) if number % 2]


@pytest.mark.parametrize("before", ["0", "x", "-1", "9" * 30, "\x00", "1"])
def test_any_cursor_is_answered(as_alice, before):
    response = as_alice.get(reverse("notifications:notices"), {"before": before})
    assert response.status_code == 200


def test_inbox_requires_a_sign_in_and_is_not_cached(client, as_alice):
    for name in ("notices", "following", "preferences"):
        response = client.get(reverse(f"notifications:{name}"))
        assert response.status_code == 302
        assert reverse("account_login") in response.url
        assert "no-store" in as_alice.get(reverse(f"notifications:{name}"))["Cache-Control"]


def test_notices_of_others_are_neither_shown_nor_marked(
    alice, as_alice, bob, as_bob, make_activity
):
    follows.follow(alice, "theme:1")
    activity = make_activity("theme:1")

    assert f"Test {activity.object_id}" not in page(as_bob)
    notice = Notice.objects.get()
    as_bob.post(reverse("notifications:seen"), {"up_to": notice.pk})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_marking_all_as_read_is_idempotent_and_spares_later_notices(alice, as_alice, make_activity):
    follows.follow(alice, "theme:1")
    make_activity("theme:1")
    last = Notice.objects.get().pk
    make_activity("theme:1")

    for _click in range(2):
        response = as_alice.post(reverse("notifications:seen"), {"up_to": last}, follow=True)
        assert response.status_code == 200

    assert list(Notice.objects.filter(read_at=None).values_list("pk", flat=True)) != [last]
    assert count_in(page(as_alice)) == "1 new notice"


def test_unread_notices_of_later_pages_can_be_marked_from_the_first(alice, as_alice, make_activity):
    follows.follow(alice, "theme:1")
    for _number in range(31):
        make_activity("theme:1")
    oldest = Notice.objects.order_by("pk")[0]
    Notice.objects.exclude(pk=oldest.pk).update(read_at=oldest.created_at)

    html = page(as_alice)
    [up_to] = re.findall(r'name="up_to" value="(\d+)"', html)
    as_alice.post(reverse("notifications:seen"), {"up_to": up_to})
    html = page(as_alice)
    assert count_in(html) == ""
    assert 'name="up_to"' not in html


def test_marking_requires_a_post_with_a_number(client, as_alice):
    seen = reverse("notifications:seen")
    assert as_alice.get(seen).status_code == 405
    assert as_alice.post(seen).status_code == 400
    assert as_alice.post(seen, {"up_to": "x"}).status_code == 400
    assert reverse("account_login") in client.post(seen, {"up_to": "1"}).url


def test_anonymous_page_has_no_count_and_is_cacheable(client, theme):
    path = factories.make_theme_page(theme).url
    response = client.get(path)
    html = response.content.decode()
    assert "site-unread" not in html
    assert "csrfmiddlewaretoken" not in html
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_count_stops_at_99(alice, as_alice, make_activity):
    activities = [make_activity("theme:9") for _number in range(101)]
    Notice.objects.bulk_create(
        Notice(activity=activity, recipient=alice, category="news") for activity in activities
    )
    html = page(as_alice)
    assert ">99+</span>" in html
    assert count_in(html) == "More than 99 new notices"


def test_inbox_query_count_is_constant(alice, as_alice, make_activity):
    follows.follow(alice, "theme:1")

    def queries() -> int:
        cache.clear()
        page(as_alice)
        with CaptureQueriesContext(connection) as captured:
            page(as_alice)
        return len(captured)

    make_activity("theme:1")
    few = queries()
    for _number in range(60):
        make_activity("theme:1")
    assert queries() == few


def test_opening_a_thread_marks_the_notices_of_that_page_as_read(
    alice, as_alice, bob, as_bob, theme
):
    from notifications.notices import activities

    thread = factories.make_thread(alice, theme)
    for _number in range(25):
        factories.make_reply(thread, bob)
    activities.spread_due()

    as_bob.get(thread.get_absolute_url())
    as_alice.head(thread.get_absolute_url())
    assert Notice.objects.filter(recipient=alice, read_at=None).count() == 25
    html = as_alice.get(thread.get_absolute_url()).content.decode()
    assert count_in(html) == "6 new notices"
    as_alice.get(f"{thread.get_absolute_url()}?page=2")
    assert Notice.objects.filter(recipient=alice, read_at=None).count() == 0


def test_opening_an_event_or_a_campaign_marks_its_notices_as_read(
    alice, as_alice, theme, make_activity
):
    event_page = factories.make_event_page(theme)
    campaign = factories.make_campaign(factories.make_theme_page(theme))
    follows.follow(alice, "theme:77")
    make_activity("theme:77", target=topics.event(event_page.event.pk))
    make_activity("theme:77", target=topics.campaign(campaign.translation_key))

    for path in (event_page.url, campaign.url):
        as_alice.get(path)
        as_alice.get(path)

    assert Notice.objects.filter(recipient=alice, read_at=None).count() == 0


def test_inbox_shows_one_row_for_each_thread_a_day(alice, as_alice, bob, theme):
    thread = factories.make_thread(alice, theme)
    factories.make_reply(thread, bob)
    factories.make_reply(thread, bob, "@Alice Jensen, er du der?")
    other = factories.make_thread(alice, theme, title="Nabohjælp")
    factories.make_reply(other, bob)
    activities.spread_due()

    [(_day, rows)] = as_alice.get(reverse("notifications:notices")).context["days"]

    assert [row.group.title for row in rows] == ["Nabohjælp", "Glatte stier"]
    assert rows[1].group.count == 2
    # The link leads to the first of them.
    assert rows[1].group.url.endswith("#post-2")


def test_seen_and_new_notices_of_a_thread_are_rows_apart(alice, as_alice, bob, theme):
    thread = factories.make_thread(alice, theme)
    factories.make_reply(thread, bob)
    activities.spread_due()
    Notice.objects.update(read_at=timezone.now())
    latest = factories.make_reply(thread, bob)
    activities.spread_due()

    [(_day, rows)] = as_alice.get(reverse("notifications:notices")).context["days"]

    assert [(row.is_new, row.group.count) for row in rows] == [(True, 1), (False, 1)]
    assert rows[0].group.url.endswith(f"#{latest.anchor}")
