"""The indexes of the tables that grow with each reply."""

import pytest
from django.db import connection

from forum.models import Post, Thread
from notifications.models import Notice
from tests import factories
from tests.forum.query_plans import plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Thread, Post, Notice])
def test_no_index_is_only_the_beginning_of_another(model):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    # Those with a condition hold few rows.
    conditional = {index.name for index in model._meta.indexes if index.condition}
    columns = {
        name: each["columns"]
        for name, each in found.items()
        if each["index"] or each["unique"] or each["primary_key"]
        if name not in conditional
    }
    needless = {
        name
        for name, own in columns.items()
        for other, longer in columns.items()
        if len(own) < len(longer) and longer[: len(own)] == own
        if not found[name]["unique"]
    }
    assert needless == set()


def test_the_first_posts_of_threads_are_found_by_their_number(alice, theme):
    threads = [factories.make_thread(alice, theme) for _number in range(2)]
    firsts = Post.objects.filter(thread__in=threads, number=1)
    found = plan(firsts, "post_number_in_thread")
    assert "post_number_in_thread" in found or "(thread_id=? AND number=?)" in found
