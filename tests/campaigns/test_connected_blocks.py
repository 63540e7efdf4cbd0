"""The blocks that list the events and the threads of a campaign."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Locale

from forum.threads import tagging
from tests import factories
from tests.core.blocks.samples import block, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(theme):
    page = factories.make_campaign(factories.make_theme_page(theme))
    page.tags.add("lys", "nabo")
    page.body = body(
        page, [block("events", {"title": "", "limit": 2}), block("threads", {"limit": None})]
    )
    page.save()
    return page


def tagged_event(theme, title, *tags, **fields):
    occurrence = factories.make_occurrence(theme, title=title, **fields)
    factories.make_event_text(occurrence.event, tags=tags)
    # The same tag in two languages is one event.
    factories.make_event_text(occurrence.event, "en", is_original=False, tags=tags)


def titles_in(client, page, name) -> list[str]:
    shown = BeautifulSoup(client.get(page.url).content, "html.parser")
    return [title.get_text(strip=True) for title in shown.select(f".block-{name} h3")]


def test_the_next_events_with_a_tag_of_the_campaign_are_listed(client, theme, campaign):
    tagged_event(theme, "Tredje", "lys", starts_at=factories.at_five_in(4))
    tagged_event(theme, "Anden", "nabo", "lys", starts_at=factories.at_five_in(3))
    tagged_event(theme, "Første", "lys", starts_at=factories.at_five_in(2))
    tagged_event(theme, "Forbi", "lys", starts_at=factories.at_five_in(-2))
    tagged_event(theme, "Noget andet", "ferie")
    tagged_event(theme, "Kladde", "lys", is_published=False)

    assert titles_in(client, campaign, "events") == ["Første", "Anden"]


def test_the_threads_on_its_theme_are_listed(client, theme, campaign, alice):
    factories.make_thread(alice, theme, "Om låse")
    factories.make_thread(alice, factories.make_theme("loneliness"), "Om noget andet")
    hidden = factories.make_thread(alice, theme, "Skjult")
    hidden.is_hidden = True
    hidden.save()

    assert titles_in(client, campaign, "threads") == ["Om låse"]


def test_threads_with_a_tag_of_the_campaign_come_first(client, theme, campaign, alice):
    elsewhere = factories.make_thread(alice, factories.make_theme("loneliness"), "Om lygter")
    both = factories.make_thread(alice, theme, "Om lygter og naboer")
    tagging.set_tags(thread=elsewhere, names=["lys"])
    tagging.set_tags(thread=both, names=["nabo", "lys"])
    factories.make_thread(alice, theme, "Om låse")

    titles = titles_in(client, campaign, "threads")

    assert titles == ["Om lygter og naboer", "Om lygter", "Om låse"]


def test_without_any_the_blocks_show_nothing(client, theme, campaign):
    tagged_event(theme, "Noget andet", "ferie")
    shown = BeautifulSoup(client.get(campaign.url).content, "html.parser")
    assert not shown.select(".block-events, .block-threads")


def test_a_campaign_without_tags_has_no_events(client, theme, campaign):
    tagged_event(theme, "Uden emneord")
    tagged_event(theme, "Med emneord", "lys")
    campaign.tags.clear()
    campaign.save()
    assert titles_in(client, campaign, "events") == []


def test_a_new_event_is_listed_at_once(client, theme, campaign):
    client.get(campaign.url)
    tagged_event(theme, "Lygtetur", "lys")
    assert titles_in(client, campaign, "events") == ["Lygtetur"]


def test_the_translation_lists_the_same(client, theme, campaign):
    tagged_event(theme, "Lygtetur", "lys")
    english = campaign.copy_for_translation(Locale.objects.get(language_code="en"), True)
    english.save_revision().publish()
    english.refresh_from_db()
    assert titles_in(client, english, "events") == ["Lygtetur"]
