"""The list of notices, the count in the header, and what opening a page marks as seen."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from notifications.models import Notice
from notifications.notices import follows, inbox, topics
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(clean_slate):
    """Addresses and words are asked for in English."""
    with translation.override("en"):
        yield


def page(client, **query) -> str:
    """The page of notices."""
    return client.get(reverse("notifications:notices"), query).content.decode()


def count_in(html: str) -> str:
    """What the header says aloud."""
    found = re.search(r"((?:\d+|More than 99) new notices?)</span>", html)
    return found[1] if found else ""


def test_an_empty_list_says_what_to_do(as_alice):
    html = page(as_alice)
    assert "Nothing has happened yet" in html
    assert reverse("notifications:following") in html


def test_it_shows_my_notices_by_day_and_which_are_new(alice, as_alice, bob, happened):
    follows.follow(alice, "theme:1")
    seen = happened("theme:1")
    Notice.objects.filter(activity=seen).update(read_at=seen.created_at)
    new = happened("theme:1")

    html = page(as_alice)

    assert html.index(f"Test {new.object_id}") < html.index(f"Test {seen.object_id}")
    assert html.count('<section class="stack notices"') == 1
    assert html.count(">New</span>") == 1
    assert count_in(html) == "1 new notice"


def test_what_may_not_be_seen_any_more_is_left_out(alice, as_alice, happened):
    follows.follow(alice, "theme:1")
    happened("theme:1", object_id=0)
    assert "Nothing has happened yet" in page(as_alice)


def test_what_may_not_be_seen_any_more_is_not_counted_for_ever(alice, as_alice, happened):
    follows.follow(alice, "theme:1")
    happened("theme:1", object_id=0)
    shown = happened("theme:1")
    happened("theme:1", object_id=0)
    other = as_alice.get("/en/")
    assert count_in(other.content.decode()) == "3 new notices"

    html = page(as_alice)

    assert count_in(html) == "1 new notice"
    assert list(Notice.objects.filter(read_at=None).values_list("activity", flat=True)) == [
        shown.pk
    ]


def test_it_goes_on_page_by_page_past_what_is_gone(alice, as_alice, happened):
    follows.follow(alice, "theme:1")
    numbers = range(1, 71)
    for number in numbers:
        happened("theme:1", object_id=number if number % 2 else 0)

    html, shown = page(as_alice), []
    for _page in range(5):
        shown += [int(number) for number in re.findall(r">Test (\d+)</a>", html)]
        older = re.search(r'href="([^"]*\?before=\d+)" rel="next"', html)
        if older is None:
            break
        html = as_alice.get(older[1]).content.decode()

    assert shown == [number for number in reversed(numbers) if number % 2]


@pytest.mark.parametrize("before", ["0", "x", "-1", "9" * 30, "\x00", "1"])
def test_any_place_in_the_list_has_an_answer(as_alice, before):
    response = as_alice.get(reverse("notifications:notices"), {"before": before})
    assert response.status_code == 200


def test_it_is_for_those_who_are_signed_in_and_kept_by_no_cache(client, as_alice):
    for name in ("notices", "following", "preferences"):
        response = client.get(reverse(f"notifications:{name}"))
        assert response.status_code == 302
        assert reverse("account_login") in response.url
        assert "no-store" in as_alice.get(reverse(f"notifications:{name}"))["Cache-Control"]


def test_nobody_reads_or_marks_those_of_another(alice, as_alice, bob, as_bob, happened):
    follows.follow(alice, "theme:1")
    activity = happened("theme:1")

    assert f"Test {activity.object_id}" not in page(as_bob)
    notice = Notice.objects.get()
    as_bob.post(reverse("notifications:seen"), {"up_to": notice.pk})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_marking_everything_as_seen_can_be_repeated_and_spares_what_came_since(
    alice, as_alice, happened
):
    follows.follow(alice, "theme:1")
    happened("theme:1")
    last = Notice.objects.get().pk
    happened("theme:1")

    for _click in range(2):
        response = as_alice.post(reverse("notifications:seen"), {"up_to": last}, follow=True)
        assert response.status_code == 200

    assert list(Notice.objects.filter(read_at=None).values_list("pk", flat=True)) != [last]
    assert count_in(page(as_alice)) == "1 new notice"


def test_what_is_new_further_down_can_be_marked_from_the_first_page(alice, as_alice, happened):
    follows.follow(alice, "theme:1")
    for _number in range(31):
        happened("theme:1")
    oldest = Notice.objects.order_by("pk")[0]
    Notice.objects.exclude(pk=oldest.pk).update(read_at=oldest.created_at)

    html = page(as_alice)

    assert "Mark everything as seen" in html
    [up_to] = re.findall(r'name="up_to" value="(\d+)"', html)
    as_alice.post(reverse("notifications:seen"), {"up_to": up_to})
    html = page(as_alice)
    assert count_in(html) == ""
    assert "Mark everything as seen" not in html


def test_marking_is_a_post_with_a_number(client, as_alice):
    seen = reverse("notifications:seen")
    assert as_alice.get(seen).status_code == 405
    assert as_alice.post(seen).status_code == 400
    assert as_alice.post(seen, {"up_to": "x"}).status_code == 400
    assert reverse("account_login") in client.post(seen, {"up_to": "1"}).url


def test_anonymous_readers_have_no_count_and_stay_cacheable(client, theme):
    path = factories.make_theme_page(theme).url
    response = client.get(path)
    html = response.content.decode()
    assert "site-unread" not in html
    assert "csrfmiddlewaretoken" not in html
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_more_than_99_are_not_counted(alice, as_alice, happened):
    activities = [happened("theme:9") for _number in range(101)]
    Notice.objects.bulk_create(
        Notice(activity=activity, recipient=alice, category="news") for activity in activities
    )
    html = page(as_alice)
    assert ">99+</span>" in html
    assert count_in(html) == "More than 99 new notices"
    assert inbox.count_unread(alice) == 100


def test_the_list_takes_the_same_queries_for_few_and_for_many(alice, as_alice, happened):
    follows.follow(alice, "theme:1")

    def queries() -> int:
        cache.clear()
        page(as_alice)
        with CaptureQueriesContext(connection) as captured:
            page(as_alice)
        return len(captured)

    happened("theme:1")
    few = queries()
    for _number in range(60):
        happened("theme:1")
    assert queries() == few


def test_opening_a_thread_marks_what_stands_on_that_page(alice, as_alice, bob, as_bob, theme):
    from notifications.notices import activities

    thread = factories.make_thread(alice, theme)
    for _number in range(25):
        factories.make_reply(thread, bob)
    activities.spread_due()

    as_bob.get(thread.get_absolute_url())
    as_alice.head(thread.get_absolute_url())
    assert inbox.count_unread(alice) == 25
    html = as_alice.get(thread.get_absolute_url()).content.decode()
    assert count_in(html) == "6 new notices"
    as_alice.get(f"{thread.get_absolute_url()}?page=2")
    assert inbox.count_unread(alice) == 0


def test_opening_an_event_or_a_campaign_marks_it_as_seen(alice, as_alice, theme, happened):
    event_page = factories.make_event_page(theme)
    campaign = factories.make_campaign(factories.make_theme_page(theme))
    follows.follow(alice, "theme:77")
    happened("theme:77", target=topics.event(event_page.event.pk))
    happened("theme:77", target=topics.campaign(campaign.translation_key))

    for path in (event_page.url, campaign.url):
        as_alice.get(path)
        as_alice.get(path)

    assert inbox.count_unread(alice) == 0
