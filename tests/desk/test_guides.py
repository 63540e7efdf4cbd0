"""The guides of the documentation in the admin."""

from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

pytestmark = pytest.mark.django_db


def address(guide: str) -> str:
    return reverse("desk_guide", args=[guide])


def page(client, guide: str, **parameters) -> BeautifulSoup:
    answer = client.get(address(guide), parameters)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("guide", ["editors", "organisers", "moderators"])
def test_a_guide_is_whole_and_its_links_lead_on(as_editor, guide, language):
    text = page(as_editor, guide, language=language).select_one(".desk-guide")

    assert text["lang"] == language
    assert not text.select("h1")
    assert len(text.select("h2")) > 3
    links = [link["href"] for link in text.select("a[href]")]
    assert links
    for href in links:
        if href.startswith("#"):
            assert text.find(id=unquote(href[1:]))
        elif href.startswith("/"):
            assert as_editor.get(href.partition("#")[0]).status_code == 200
        else:
            assert href.startswith("https://")


def test_without_a_language_that_exists_it_is_in_english(as_editor):
    assert page(as_editor, "editors", language="xx").select_one(".desk-guide")["lang"] == "en"


@pytest.mark.parametrize("guide", ["operators", "..", "editors.da"])
def test_there_are_no_other_guides(as_editor, guide):
    assert as_editor.get(address(guide), follow=True).status_code == 404


def test_a_resident_reads_none(as_alice):
    assert as_alice.get(address("editors")).status_code in {302, 403}


@pytest.mark.parametrize(
    ("who", "offered"),
    [("as_editor", ["editors", "organisers"]), ("as_moderator", ["moderators"])],
)
def test_the_menu_of_help_offers_the_guides_of_the_reader(request, who, offered):
    client = request.getfixturevalue(who)

    shown = client.get(reverse("wagtailadmin_home")).content.decode()

    found = [guide for guide in ("editors", "organisers", "moderators") if address(guide) in shown]
    assert found == offered
