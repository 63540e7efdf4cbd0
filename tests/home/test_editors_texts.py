"""Editors' texts are composed and bounded, and found however a query is typed."""

import pytest
from django.core.exceptions import ValidationError

from core.models.cpr_guard import MAX_TEXT
from home.models import StandardPage
from tests import factories

DECOMPOSED = "Lås døren".replace("å", "a\u030a")

# What a page renders many times over: [type, value] of a block.
AMPLIFIERS = {
    "links": ("text", '<a linktype="page" id="3">a</a>'),
    "nesting": ("text", "<ul><li>"),
    "bold": ("text", "<b>"),
    "entities": ("text", "&quot;"),
    "emoji": ("text", "👨‍👩‍👧"),
    "combining marks": ("text", "\u0301\u0316"),
    "lines": ("text", "<p>a</p>"),
}


@pytest.mark.parametrize("query", ["lås", DECOMPOSED[:4]])
def test_a_page_is_found_however_its_letters_are_composed(
    client, db, query, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = factories.make_standard_page(DECOMPOSED)
    assert page.title == "Lås døren"
    [hit] = client.get("/da/soeg/", {"q": query}).context["results"].hits
    assert hit.title == "Lås døren"


@pytest.mark.parametrize(("kind", "piece"), AMPLIFIERS.values(), ids=AMPLIFIERS)
def test_the_html_of_a_page_is_bounded(client, db, kind, piece):
    # Just below the bound, in JSON.
    size = (MAX_TEXT - 200) // (len(piece) + piece.count('"'))
    page = factories.make_standard_page(body=[(kind, piece * size)])
    html = client.get(page.url).content
    assert len(html) < 10 * MAX_TEXT


def test_many_blocks_are_bounded(client, db):
    blocks = [("quote", {"quote": "a", "attribution": ""})] * 700
    page = factories.make_standard_page(body=blocks)
    assert len(client.get(page.url).content) < 10 * MAX_TEXT


@pytest.mark.parametrize(
    "body",
    [[("text", "<p>a</p>" * 12_600)], [("quote", {"quote": "a", "attribution": ""})] * 3000],
    ids=["one long block", "many short blocks"],
)
def test_a_page_that_is_too_long_is_refused_at_the_field(db, body):
    page = StandardPage(title="Langt", slug="langt", body=body)
    with pytest.raises(ValidationError) as refusal:
        page.clean()
    assert [error.code for error in refusal.value.error_dict["body"]] == ["too_long"]
