"""The user bar with the checks: for editors and in previews, and for nobody else."""

import json
import re

import pytest

from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db

BAR = "wagtail-userbar"


@pytest.fixture
def page(theme):
    return factories.make_theme_page(theme)


def test_editors_get_the_bar_with_a_link_to_edit(as_editor, page):
    shown = as_editor.get(page.url).content.decode()
    assert BAR in shown
    assert f"/admin/pages/{page.pk}/edit/" in shown


def test_nobody_else_gets_the_bar(client, as_alice, page):
    for reader in (client, as_alice):
        assert BAR not in reader.get(page.url).content.decode()


def test_pages_that_are_not_in_the_tree_have_no_bar(as_editor):
    assert BAR not in as_editor.get("/da/forum/").content.decode()


def test_a_former_editor_has_no_bar(as_editor, page, as_if_committed):
    assert BAR in as_editor.get(page.url).content.decode()
    User.objects.get(email="redaktor@example.org").groups.clear()
    assert BAR not in as_editor.get(page.url).content.decode()


def test_an_anonymous_page_stays_the_same_for_everybody(client, page):
    response = client.get(page.url)
    assert not response.cookies
    assert "s-maxage" in response["Cache-Control"]


def test_the_checker_has_our_rules(as_editor, page):
    shown = as_editor.get(page.url).content.decode()
    text = re.search(r'id="checker-axe-configuration"[^>]*>(.*?)</script>', shown, re.S)[1]
    configuration = json.loads(text)
    rules = configuration["options"]["runOnly"]
    assert {"image-alt", "heading-order", "hub-link-without-encryption"} <= set(rules)
    assert set(rules) <= set(configuration["messages"])


def test_the_bar_leads_to_the_desk_without_the_name_of_a_program(as_editor, page):
    shown = as_editor.get(page.url).content.decode()
    bar = shown[shown.index(BAR) :]
    assert re.search(r'href="[^"]*/admin/"', bar)
    assert "Wagtail admin" not in bar
