"""Lists of the forum read their rows from an index, whatever else there is."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.models import Post, Thread
from forum.profile_section import latest
from tests import factories
from tests.forum.query_plans import plan

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.mark.parametrize("chosen", list(product((False, True), repeat=3)))
@pytest.mark.parametrize("is_deep", [False, True])
def test_every_combination_of_filters_has_an_index(chosen, is_deep, alice, theme):
    area = factories.make_area()
    thread = factories.make_thread(alice, theme, area=area)
    values = {"theme": theme.pk, "area": area.pk, "kind": thread.kind}
    given = dict(zip(values, chosen, strict=True))
    filters = {name: values[name] for name, is_chosen in given.items() if is_chosen}
    # Lists of a kind are read in two ranges, the open threads before the settled ones.
    state = {"is_settled": is_deep} if filters.get("kind") else {}
    threads = Thread.objects.visible_to(NOBODY).about(**filters, **state).for_listing()
    if is_deep:
        threads = threads.older_than(thread.last_activity_at, thread.pk)
    index = {
        (): "thread_by_activity",
        ("theme",): "thread_in_theme_by_activity",
        ("area",): "thread_in_area_by_activity",
        ("kind",): "thread_of_kind_by_activity",
        ("theme", "area"): "thread_theme_area_by_activity",
        ("theme", "kind"): "thread_theme_kind_by_activity",
        ("area", "kind"): "thread_area_kind_by_activity",
        ("theme", "area", "kind"): "thread_all_three_by_activity",
    }[tuple(filters)]
    assert index in plan(threads, index)


@pytest.mark.parametrize(
    ("has_theme", "index"), [(False, "thread_by_start"), (True, "thread_in_theme_by_start")]
)
def test_the_feed_has_an_index(has_theme, index, theme):
    threads = Thread.objects.visible_to(NOBODY).about(theme=theme.pk if has_theme else None)
    assert index in plan(threads.order_by("-created_at", "-pk"), index)


def test_the_latest_posts_of_a_person_have_an_index(alice):
    posts = Post.objects.readable_by(NOBODY).filter(author=alice, partner=None)
    index = "post_of_author_by_time"
    assert index in plan(latest(posts, 100), index)
