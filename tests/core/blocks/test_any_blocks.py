"""Any valid body of a page renders, is searched and is stored as it was."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.blocks import CampaignBodyBlock
from tests import factories
from tests.core.blocks.samples import (
    EMPTY,
    EMPTY_UPDATE,
    FULL,
    HALF,
    HALF_UPDATES,
    NAMES,
    UPDATE,
    Targets,
    block,
    body,
    item,
    make_targets,
    updates,
)
from tests.home import translated_pages

pytestmark = pytest.mark.django_db

TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "<b>&", "{{ x }}", "a\n\nb", "æøå " * 8, "\u202e", "javascript:alert(1)"]),
)
STREAM = CampaignBodyBlock()


def changed(draw, value):
    """Return the value with some of its texts, choices and items changed or left out."""
    if isinstance(value, str):
        return value if draw(st.booleans()) else draw(TEXTS)
    if isinstance(value, list):
        kept = [each for each in value if draw(st.integers(0, 3))]
        again = [item(each["value"]) for each in kept if isinstance(each, dict) and "id" in each]
        return [
            _changed_item(draw, each) for each in [*kept, *(again if draw(st.booleans()) else ())]
        ]
    if isinstance(value, dict) and "columns" in value:
        rows = [
            {"values": [draw(TEXTS) for _each in value["columns"]]}
            for _row in range(draw(st.integers(0, 3)))
        ]
        return {**value, "caption": draw(TEXTS), "rows": rows}
    if isinstance(value, dict):
        fixed = {"latitude", "longitude", "image", "alt_text", "decorative"}
        return {
            name: each if name in fixed and not isinstance(each, dict) else changed(draw, each)
            for name, each in value.items()
        }
    if isinstance(value, int) and not isinstance(value, bool):
        return draw(st.sampled_from([value, 999_999]))
    return value


def _changed_item(draw, each):
    return {**each, "value": changed(draw, each["value"])} if "value" in each else each


@st.composite
def blocks_of(draw, names: list[str], targets: Targets):
    """Return a block of each name: full, half-filled, empty, or with some of its texts changed."""
    found = []
    for name in names:
        full = FULL[name](targets)
        values = [full, changed(draw, full), *HALF.get(name, ())]
        if name in EMPTY:
            values.append(EMPTY[name])
        found.append(block(name, draw(st.sampled_from(values))))
    return found


def names(most: int, least: int = 0):
    return st.lists(st.sampled_from(NAMES), min_size=least, max_size=most)


def any_updates(draw, targets: Targets):
    full = UPDATE["update"](targets)
    values = [full, changed(draw, full), EMPTY_UPDATE, *HALF_UPDATES]
    return draw(st.lists(st.sampled_from(values), max_size=2))


def no_targets() -> Targets:
    """Return the targets of blocks whose picture, partner, document, page and kit are deleted."""
    return Targets(*[987654321] * 5)


examples = partial(
    settings,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@examples(max_examples=25)
@given(data=st.data())
def test_any_body_renders(client, campaigns, targets, data):
    """In both languages, published and in preview, also when what it points at is deleted."""
    pointed = data.draw(st.sampled_from([targets, no_targets()]))
    stored = data.draw(names(8).flatmap(lambda found: blocks_of(found, pointed)))
    news = any_updates(data.draw, pointed)
    for page in campaigns:
        page.body = body(page, stored)
        page.updates = updates(page, news)
        page.save()

        assert client.get(page.url).status_code == 200
        with translation.override(page.locale.language_code):
            assert page.make_preview_request().status_code == 200
        assert all(isinstance(text, str) for text in page.mentioning_texts())
        again = STREAM.get_prep_value(page.body)
        assert [each["type"] for each in again] == [each["type"] for each in stored]


@examples(max_examples=8)
@given(data=st.data())
def test_more_of_any_blocks_take_no_more_queries(client, campaigns, targets, others, data):
    """A page has a full block of some kinds, then more blocks of these kinds, filled or not."""
    page = campaigns[0]
    kinds = data.draw(names(6, least=1))
    some = [block(name, FULL[name](targets)) for name in kinds]
    more_kinds = data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=6))
    more = data.draw(blocks_of(more_kinds, others))

    def queries_with(blocks) -> int:
        page.body = body(page, blocks)
        # What is held for a time may expire during one of the readings.
        readings = []
        for _time in range(2):
            page.save()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page.url).status_code == 200
            readings.append(len(queries))
        return min(readings)

    # What does not depend on the page is then in memory.
    queries_with([*some, *more])
    assert queries_with([*some, *more]) <= queries_with(some)


@pytest.fixture
def others():
    return make_targets(2)


@pytest.fixture
def campaigns(theme, alice, as_if_committed):
    """The pages of a campaign in Danish and in English, with a thread about it and an event."""
    factories.make_thread(alice, theme)
    factories.make_event_page(theme)
    parent = factories.make_theme_page(theme)
    translated_pages.translate(parent, "Traffic")
    source = factories.make_campaign(parent)
    return source, translated_pages.translate(source, "Lock your door")
