"""Editors choose a kit for a campaign among the kits, and not from the root of all pages."""

import pytest
from django.urls import reverse

from campaigns.blocks.kit import KitBlock
from tests import factories
from tests.home.translated_pages import theme_page, translate

pytestmark = pytest.mark.django_db
OF_TYPE = {"page_type": "campaigns.kitpage"}


def test_the_list_begins_among_the_kits_of_the_source_language(as_editor):
    parent, _english = theme_page("burglary-prevention")
    translate(factories.make_kit(parent, "Sikr dit hjem", "Lås døren."), "Secure your home")

    answer = as_editor.get(reverse("choose_kit"), OF_TYPE)

    assert answer.json()["parent_page_id"] == parent.pk
    assert KitBlock().child_blocks["page"].widget.get_chooser_modal_url() == reverse("choose_kit")


def test_it_begins_where_the_chosen_kit_is(as_editor, theme):
    parent = factories.make_theme_page(theme)
    factories.make_kit(parent, "Sikr dit hjem", "Lås døren.")

    answer = as_editor.get(reverse("choose_kit", args=[parent.pk]), OF_TYPE)

    assert answer.json()["parent_page_id"] == parent.pk


def test_without_kits_it_begins_at_the_root(as_editor):
    answer = as_editor.get(reverse("choose_kit"), OF_TYPE)

    assert answer.json()["parent_page_id"] == 1


def test_residents_may_not_choose(as_alice):
    assert as_alice.get(reverse("choose_kit"), OF_TYPE).status_code == 403
