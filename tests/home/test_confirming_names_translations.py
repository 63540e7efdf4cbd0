"""Before a page is unpublished or deleted, the admin names the translations that go with it."""

import pytest
from bs4 import BeautifulSoup

from tests.home import translated_pages

pytestmark = pytest.mark.django_db

BULK = "/admin/bulk/wagtailcore/page/{action}/?id={pk}"


def named(client, url: str) -> list[str]:
    """Return the links of the notes about translations."""
    response = client.get(url)
    assert response.status_code == 200, url
    html = BeautifulSoup(response.content, "html.parser")
    return [link["href"] for link in html.select(".help-block.help-warning li a[lang=en]")]


@pytest.mark.parametrize(
    "url",
    [
        *("/admin/pages/{pk}/unpublish/", "/admin/pages/{pk}/delete/"),
        *(BULK.replace("{action}", action) for action in ("unpublish", "delete")),
    ],
)
def test_translations_are_named(as_editor, url):
    source, translation = translated_pages.standard_page()

    assert named(as_editor, url.format(pk=source.pk)) == [f"/admin/pages/{translation.pk}/edit/"]
    # A translation goes alone.
    assert named(as_editor, url.format(pk=translation.pk)) == []


def test_unpublishing_names_live_translations_only(as_editor):
    source, translation = translated_pages.standard_page()
    translation.unpublish()

    assert named(as_editor, f"/admin/pages/{source.pk}/unpublish/") == []
    assert len(named(as_editor, f"/admin/pages/{source.pk}/delete/")) == 1
