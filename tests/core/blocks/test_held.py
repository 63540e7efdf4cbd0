"""Blocks are rendered once, and shown as they are now."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.blocks import BodyBlock
from core.models import Partner
from tests.core.blocks import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_committed")]

BLOCK = BodyBlock()


def partners(targets):
    return {
        "type": "partners",
        "id": "00000000-0000-4000-8000-000000000001",
        "value": {"title": "", "entries": [targets.partner]},
    }


def picture(targets, number):
    image = {"image": targets.image, "alt_text": "Gaden", "decorative": False}
    return {
        "type": "picture",
        "id": f"00000000-0000-4000-8000-00000000001{number}",
        "value": {"image": image, "caption": ""},
    }


def render(stored, context=None):
    return BLOCK.render(BLOCK.to_python(stored), context)


def test_second_reader_costs_no_query(targets):
    first = render([partners(targets), picture(targets, 1)])
    with CaptureQueriesContext(connection) as captured:
        assert render([partners(targets), picture(targets, 1)]) == first
    assert not captured.captured_queries


def test_change_of_what_a_block_shows_is_shown(targets):
    assert "Partner 1" in render([partners(targets)])
    Partner.objects.filter(pk=targets.partner).update(name="Vagtværnet")
    assert "Vagtværnet" in render([partners(targets)])
    Partner.objects.all().delete()
    assert "Vagtværnet" not in render([partners(targets)])


def test_only_the_picture_that_a_body_begins_with_is_loaded_at_once(targets):
    for _time in range(2):
        html = render([picture(targets, 1), picture(targets, 2)])
        assert re.findall(r'loading="(\w+)"', html) == ["eager", "lazy"]
        assert re.findall(r'loading="(\w+)"', render([picture(targets, 2)])) == ["eager"]


def test_preview_is_rendered_each_time(targets, rf):
    request = rf.get("/")
    request.is_preview = True
    stored = [partners(targets)]
    render(stored)
    with CaptureQueriesContext(connection) as captured:
        assert "Partner 1" in render(stored, {"request": request})
    assert captured.captured_queries


def test_every_block_of_the_page_still_stands_in_its_order(targets):
    stored = [
        partners(targets),
        {"type": "heading", "id": None, "value": {"text": "Midt", "is_sub": False}},
    ]
    html = render([*stored, picture(targets, 3)])
    assert [*re.findall(r'<div class="block-(\w+)">', html)] == ["partners", "heading", "picture"]


def test_held_blocks_are_those_that_would_be_rendered_for_the_page(targets, rf):
    """A block whose words depend on the page, the request or the reader must say so."""
    preview = rf.get("/")
    preview.is_preview = True
    for name in BLOCK.child_blocks:
        stored = [samples.block(name, samples.FULL[name](targets))]
        assert render(stored, {"request": rf.get("/")}) == render(stored, {"request": preview})
