"""The page list says which pages are aliases."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.actions.create_alias import CreatePageAliasAction

from tests import factories

pytestmark = pytest.mark.django_db


def test_an_alias_carries_a_mark_in_the_page_list(as_editor, theme_page):
    source = factories.make_campaign(theme_page, "Lys på stien")
    CreatePageAliasAction(source, update_slug="spejlet").execute(skip_permission_checks=True)
    answer = as_editor.get(reverse("wagtailadmin_explore", args=[theme_page.pk]))
    rows = BeautifulSoup(answer.content, "html.parser").select("tbody tr")
    marked = [row for row in rows if "Alias" in row.get_text()]
    assert len(rows) == 2
    assert len(marked) == 1
    assert "spejlet" in str(marked[0])
