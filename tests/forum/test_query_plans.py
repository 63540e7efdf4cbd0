"""Lists of the forum read their rows from an index, whatever else there is."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from forum.models import Post, Thread
from forum.models.posts import PostQuerySet
from forum.models.threads import ThreadQuerySet
from forum.profile_section import latest
from tests import factories

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def no_full_reads():
    """Few rows are read and sorted in no time; let the database choose as it does for many."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")


def plan(rows: ThreadQuerySet | PostQuerySet, index: str) -> str:
    """The plan for a list of ``rows``, where PostgreSQL may choose no index but ``index``.

    With few rows all indexes cost the same, and its statistics decide by chance.
    """
    if connection.vendor == "postgresql":
        table = rows.model._meta.db_table
        with connection.cursor() as cursor:
            constraints = connection.introspection.get_constraints(cursor, table)
            for name, about in constraints.items():
                is_plain = about["index"] and not about["primary_key"] and not about["unique"]
                if is_plain and name != index:
                    cursor.execute(f'DROP INDEX "{name}"')
    found = rows[:20].explain()
    # Those of the whole query; what is sorted within a row is short.
    if connection.vendor == "postgresql":
        assert "Sort" not in found.splitlines()[1], found
    else:
        assert " 0 0 USE TEMP B-TREE FOR ORDER BY" not in found, found
    return found


@pytest.mark.parametrize("chosen", list(product((False, True), repeat=3)))
@pytest.mark.parametrize("is_deep", [False, True])
def test_every_combination_of_filters_has_an_index(chosen, is_deep, alice, theme):
    area = factories.make_area()
    thread = factories.make_thread(alice, theme, area=area)
    values = {"theme": theme.pk, "area": area.pk, "kind": thread.kind}
    given = dict(zip(values, chosen, strict=True))
    filters = {name: values[name] for name, is_chosen in given.items() if is_chosen}
    threads = Thread.objects.visible_to(NOBODY).about(**filters).for_listing()
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
