"""Any valid body of a page renders, is searched and is stored as it was."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.blocks import CampaignBodyBlock
from tests import factories
from tests.core.blocks.samples import FULL, NAMES, Targets, block, body, item

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
def bodies(draw, targets: Targets):
    names = draw(st.lists(st.sampled_from(NAMES), max_size=8))
    return [block(name, changed(draw, FULL[name](targets))) for name in names]


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_body_renders(client, connected_campaign, targets, data):
    stored = data.draw(bodies(targets))
    page = connected_campaign
    page.body = body(page, stored)
    page.save()

    assert client.get(page.url).status_code == 200
    assert all(isinstance(text, str) for text in page.mentioning_texts())
    again = STREAM.get_prep_value(page.body)
    assert [each["type"] for each in again] == [each["type"] for each in stored]


@pytest.fixture
def connected_campaign(theme, alice):
    factories.make_thread(alice, theme)
    return factories.make_campaign(factories.make_theme_page(theme))
