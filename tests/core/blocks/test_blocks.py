"""Every block of a page: empty, half-filled, full, in both languages, in preview, many times."""

import itertools

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from campaigns.blocks import CampaignBodyBlock
from core.blocks import BodyBlock
from tests import factories
from tests.core.blocks import samples
from tests.core.blocks.form_fields import body_fields
from tests.core.blocks.samples import (
    EMPTY,
    EMPTY_UPDATE,
    FULL,
    HALF,
    HALF_UPDATES,
    NAMES,
    UPDATE,
    block,
    body,
    updates,
)

pytestmark = pytest.mark.django_db

# Blocks that show what the database holds, whatever is filled in.
SELF_FILLING = {"events", "threads"}
TYPED = sorted(set(NAMES) - SELF_FILLING)
WORDS = {
    "heading": ["Rubrikken"],
    "text": ["Brødtekst"],
    "quote": ["Citatet", "Nabo"],
    "callout": ["Husk", "112"],
    "fact_box": ["Fakta", "Baggrund"],
    "questions": ["Må jeg?", "Gerne."],
    "accordion": ["Afsnit", "Foldet"],
    "picture": ["Torvet"],
    "gallery": ["Overskriften", "Havnen"],
    "video": ["Filmen"],
    "button": ["Knappen", "Noten"],
    "steps": ["Overskriften", "Trinnet"],
    "checklist": ["Listen", "Punktet"],
    "figures": ["over", "83 %", "Tallet", "Kilden"],
    "chart": ["Diagrammet", "Pointen", "Byen", "Diagrammets kilde"],
    "table": ["Tabellen", "Kolonne", "Rækken", "Cellen", "Celle to"],
    "timeline": ["Overskriften", "2015", "Begyndelsen"],
    "partners": ["Overskriften", "Partner 1"],
    "people": ["Overskriften", "Bo Eksempel", "Betjent"],
    "map": ["Pladsen", "Vej 1"],
    "related_pages": ["Overskriften", "Side 1"],
    "documents": ["Overskriften", "Filnavnet"],
    "events": ["Datoer"],
    "threads": ["Snak"],
    "pledge": ["Løftet", "Forklaringen"],
    "kit": ["Hæfte 1"],
}

FORM = {
    **dict.fromkeys(
        ["search_description", "seo_title", "picture", "starts_on", "ends_on", "contact_partner"],
        "",
    ),
    **dict.fromkeys(("contact_name", "contact_role", "contact_phone", "contact_email"), ""),
    "contact_partner": "",
    "title": "Lys",
    "slug": "lys",
    "summary": "",
    "tags": "lys",
    "campaign_partners": inline_formset([]),
    "comments": inline_formset([]),
    "updates": streamfield([]),
}


@pytest.fixture
def theme_page(theme):
    return factories.make_theme_page(theme)


@pytest.fixture
def campaign(theme_page):
    return factories.make_campaign(theme_page)


@pytest.fixture
def connected(campaign, theme, alice):
    """The campaign has an event and a thread."""
    campaign.tags.add("lys")
    campaign.save()
    occurrence = factories.make_occurrence(theme, title="Lygtetur")
    factories.make_event_text(occurrence.event, tags=["lys"])
    factories.make_thread(alice, theme, "Mørke hjørner")
    return campaign


def shown(client, page, *blocks) -> BeautifulSoup:
    """Return the body of the page with these blocks, as a reader gets it."""
    page.body = body(page, blocks)
    page.save()
    answer = client.get(page.url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select_one(".split--side > .stack")


def text_of(element) -> str:
    return " ".join(element.get_text(" ").split())


def test_there_is_a_sample_of_every_block():
    assert set(FULL) == set(NAMES)
    assert set(EMPTY) == set(HALF) == set(TYPED)


@pytest.mark.parametrize(("is_sub", "tag"), [(False, "h2"), (True, "h3")])
def test_a_heading_stands_one_level_below_the_page_or_below_another(client, campaign, is_sub, tag):
    found = shown(client, campaign, block("heading", {"text": "Lys", "is_sub": is_sub}))

    [heading] = found.select(".block-heading :is(h2, h3)")
    assert heading.name == tag


def test_full_blocks_show_their_words(client, connected, targets):
    found = shown(client, connected, *(block(name, FULL[name](targets)) for name in NAMES))

    for name in NAMES:
        [element] = found.select(f".block-{name}")
        for word in WORDS[name]:
            assert word in text_of(element)


def test_empty_blocks_show_nothing(client, campaign):
    new = CampaignBodyBlock().child_blocks
    just_added = {name: new[name].get_prep_value(new[name].get_default()) for name in TYPED}
    for values in (EMPTY, just_added):
        found = shown(client, campaign, *(block(name, values[name]) for name in TYPED))
        assert found.decode_contents().strip() == ""


def test_half_filled_blocks_show_nothing(client, campaign):
    halves = [block(name, value) for name in TYPED for value in HALF[name]]
    assert shown(client, campaign, *halves).decode_contents().strip() == ""


def test_what_is_deleted_leaves_no_hole(client, campaign, targets):
    values = {name: FULL[name](targets) for name in TYPED}
    targets.delete()

    found = shown(client, campaign, *(block(name, values[name]) for name in TYPED))

    gone = {"picture", "gallery", "partners", "related_pages", "documents", "button", "kit"}
    for name in TYPED:
        assert bool(found.select(f".block-{name}")) == (name not in gone), name
    for link in found.select("a"):
        assert link["href"]
    for image in found.select("img"):
        assert image["src"]
    for element in found.select("li, figure, section, div"):
        assert element.get_text(strip=True) or element.select("img"), element


def test_an_unpublished_page_is_not_linked(client, campaign, targets):
    Page.objects.get(pk=targets.page).unpublish()
    names = ("text", "button", "related_pages")
    found = shown(client, campaign, *(block(name, FULL[name](targets)) for name in names))
    [link] = found.select("a")
    assert link["href"].startswith(f"/documents/{targets.document}/")
    assert "siden" in text_of(found)


@pytest.mark.usefixtures("as_if_committed")
@pytest.mark.parametrize("name", NAMES)
def test_more_blocks_of_a_kind_take_no_more_queries(client, request, name):
    campaign = request.getfixturevalue("connected" if name in SELF_FILLING else "campaign")

    def queries_with(number: int) -> int:
        several = [next(all_targets) for _each in range(number)]
        campaign.body = body(campaign, [block(name, FULL[name](each)) for each in several])
        campaign.save()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(campaign.url).status_code == 200
        return len(queries)

    all_targets = map(samples.make_targets, itertools.count())
    queries_with(1)
    assert queries_with(1) == queries_with(3)


# What the speed of a campaign with every block is held to.
MOST_QUERIES = 12


@pytest.mark.usefixtures("as_if_committed")
def test_a_campaign_with_every_block_takes_few_queries_however_many_there_are(client, connected):
    def queries_with(number: int) -> int:
        several = [samples.make_targets(number * 10 + each) for each in range(number)]
        blocks = [block(name, FULL[name](each)) for each in several for name in NAMES]
        connected.body = body(connected, blocks)
        connected.updates = updates(connected, [UPDATE["update"](each) for each in several])
        connected.save_revision().publish()
        client.get(connected.url)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(connected.url)
        page = BeautifulSoup(answer.content, "html.parser")
        for name in NAMES:
            assert len(page.select(f".block-{name}")) == number, name
        assert answer.text.count("Nyheden") >= number
        return len(queries)

    once = queries_with(1)
    assert once <= MOST_QUERIES
    assert queries_with(3) == once


def test_a_full_update_shows_its_words_and_others_leave_no_hole(client, connected, targets):
    connected.updates = updates(connected, [EMPTY_UPDATE, *HALF_UPDATES])
    connected.save_revision().publish()
    answer = client.get(connected.url)
    assert answer.status_code == 200
    assert "Halv" not in answer.text

    connected.updates = updates(connected, [UPDATE["update"](targets)])
    connected.save_revision().publish()
    words = text_of(BeautifulSoup(client.get(connected.url).content, "html.parser"))
    for word in ("Nyheden", "Alle tolv lyser", "Lygter"):
        assert word in words

    targets.delete()
    assert client.get(connected.url).status_code == 200


def test_the_editors_preview_shows_every_block(as_editor, connected, targets):
    """What is in the form was never stored, so nothing of it is prefetched."""
    values = [(name, FULL[name](targets)) for name in NAMES]
    values += [(name, EMPTY[name]) for name in TYPED]
    # An address that is none has a message beside its field.
    halves = [(name, value) for name in TYPED for value in HALF[name]]
    values += [(name, value) for name, value in halves if "url" not in value]
    stream = type(connected)._meta.get_field("body").stream_block
    data = {
        **nested_form_data(FORM),
        **body_fields(stream, [block(name, value) for name, value in values]),
    }
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[connected.pk])
    assert as_editor.post(url, data).json()["is_available"]

    page = BeautifulSoup(as_editor.get(url).content, "html.parser")

    found = page.select_one(".split--side > .stack")
    assert {element["class"][0] for element in found.find_all(recursive=False)} == {
        f"block-{name}" for name in NAMES
    }


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_picker_shows_each_block_in_the_language_of_the_editor(
    as_editor, editor, connected, language
):
    editor.language = language
    editor.save()
    stream = type(connected)._meta.get_field("body").stream_block
    for name, child in stream.child_blocks.items():
        assert child.is_previewable

        answer = as_editor.get(
            reverse("wagtailadmin_block_preview"), {"id": child.definition_prefix}
        )

        page = BeautifulSoup(answer.content, "html.parser")
        assert page.html["lang"] == language
        assert {link["href"] for link in page.select("link[rel=stylesheet]")} == {
            "/static/css/site.css",
            "/static/css/content.css",
        }
        assert page.main.get_text(strip=True) or page.main.select("img"), name


def test_previews_say_danish_words_to_a_danish_editor():
    for name, child in BodyBlock().child_blocks.items():
        rendered = {}
        for language in ("da", "en"):
            with translation.override(language):
                rendered[language] = str(child.bind(child.get_preview_value()).render())
        assert rendered["da"].strip(), name
        assert rendered["da"] != rendered["en"], name


def test_every_block_has_a_group_an_icon_and_a_description():
    for name, child in CampaignBodyBlock().child_blocks.items():
        assert child.meta.group, name
        assert child.meta.icon != "placeholder", name
        assert child.get_description(), name


def test_the_search_knows_the_words_of_every_block(campaign, targets):
    campaign.body = body(campaign, [block(name, FULL[name](targets)) for name in NAMES])
    texts = " ".join(campaign.mentioning_texts())
    for name in NAMES:
        for word in WORDS[name]:
            assert word in texts, (name, word)


@pytest.mark.usefixtures("as_if_committed")
def test_blocks_of_all_kinds_share_their_queries(client, connected, targets, as_if_committed):
    connected.body = body(connected, [block(name, FULL[name](targets)) for name in NAMES])
    connected.save()
    client.get(connected.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(connected.url)
    assert len(queries) <= 12
