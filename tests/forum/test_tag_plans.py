"""The list of a tag reads its rows from an index, with every combination of the other filters."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.models import ThreadTag
from tests import factories
from tests.forum.query_plans import plan

pytestmark = pytest.mark.django_db
INDEXES = {
    (): "thread_tag_by_activity",
    ("theme",): "thread_tag_theme_activity",
    ("area",): "thread_tag_area_activity",
    ("kind",): "thread_tag_kind_activity",
    ("theme", "area"): "thread_tag_theme_area",
    ("theme", "kind"): "thread_tag_theme_kind",
    ("area", "kind"): "thread_tag_area_kind",
    ("theme", "area", "kind"): "thread_tag_all_by_activity",
}


@pytest.mark.parametrize("chosen", list(product((False, True), repeat=3)))
@pytest.mark.parametrize("is_deep", [False, True])
def test_every_combination_with_a_tag_has_an_index(chosen, is_deep, alice, theme, area):
    thread = factories.make_thread(alice, theme, area=area, tags=["lygter"])
    values = {"theme": theme.pk, "area": area.pk, "kind": thread.kind}
    given = dict(zip(values, chosen, strict=True))
    filters = {name: values[name] for name, is_chosen in given.items() if is_chosen}
    index = INDEXES[tuple(filters)]
    rows = ThreadTag.objects.filter(tag=thread.tag_ids[0]).visible_to(AnonymousUser())
    state = {"is_settled": is_deep} if filters.get("kind") else {}
    rows = rows.about(**filters, **state).for_listing()
    if is_deep:
        rows = rows.older_than(thread.last_activity_at, thread.pk)
    assert index in plan(rows, index)
