"""Pages that editors promote for words: first in the search, for those who may read them."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import PageViewRestriction

from core.models import PromotedResult
from tests import factories
from tests.home.translated_pages import translate
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

WORDS = "lantern, wild Ånd"


@pytest.fixture
def page():
    """Return a page that does not have the words."""
    return factories.make_standard_page("Walks in the dark", "en")


@pytest.fixture
def promoted(page):
    return PromotedResult.objects.create(page=page, terms=WORDS)


def hits(client, query, language="en", **filters):
    with translation.override(language):
        path = reverse("home:search")
    return client.get(path, {"q": query, **filters}).context["results"].hits


def test_it_comes_before_a_page_of_that_title_and_is_marked(client, page, promoted):
    other = factories.make_standard_page("Lantern", "en")
    found = hits(client, "lantern")
    assert [(each.title, each.is_promoted) for each in found] == [
        (page.title, True),
        (other.title, False),
    ]
    marked = markup_of(client.get("/en/search/", {"q": "lantern"}))
    with translation.override("en"):
        assert marked.count(f"<span>{gettext('Recommended')}</span>") == 1


@pytest.mark.parametrize("query", ["LANTERNS", "aand wild", "wild Ånd"])
def test_the_words_count_and_not_how_they_are_typed(client, page, promoted, query):
    assert [each.title for each in hits(client, query)] == [page.title]


@pytest.mark.parametrize("query", ["wild", "lantern festival", "lan"])
def test_other_words_do_not_find_it(client, promoted, query):
    assert not hits(client, query)


def test_what_the_words_find_too_is_shown_once(client, page, promoted):
    page.title = "Lantern walks"
    page.save_revision().publish()
    assert [each.is_promoted for each in hits(client, "lantern")] == [True]


def test_readers_get_it_in_their_language(client):
    page = factories.make_standard_page("Gåture", "da")
    PromotedResult.objects.create(page=page, terms="lantern")
    assert not hits(client, "lantern", "en")
    translated = translate(page, "Walks")
    assert [each.url for each in hits(client, "lantern", "en")] == [translated.url]
    assert [each.title for each in hits(client, "lantern", "da")] == ["Gåture"]


def test_what_a_reader_may_not_see_is_not_promoted(client, page, promoted):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not hits(client, "lantern")
    restriction.delete()
    assert hits(client, "lantern")
    page.unpublish()
    assert not hits(client, "lantern")


def test_filters_show_only_what_was_asked_for(client, promoted):
    assert not hits(client, "lantern", kind="event")


def test_an_event_is_promoted_with_its_date(client, theme):
    page = factories.make_event_page(theme, "Walk", "en")
    PromotedResult.objects.create(page=page, terms="lantern")
    [hit] = hits(client, "lantern")
    assert (hit.is_event, hit.date) == (True, page.event.occurrences.get().starts_at)


def test_the_number_of_queries_does_not_grow(
    client, theme, as_if_committed, django_assert_max_num_queries
):
    for number in range(3):
        page = factories.make_event_page(theme, f"Walk {number}", "en")
        PromotedResult.objects.create(page=page, terms="lantern")
    assert len(hits(client, "lantern")) == 3
    with django_assert_max_num_queries(8):
        hits(client, "lantern")


def test_what_is_held_follows_a_change(client, page, as_if_committed):
    assert not hits(client, "lantern")
    promoted = PromotedResult.objects.create(page=page, terms="lantern")
    assert hits(client, "lantern")
    promoted.delete()
    assert not hits(client, "lantern")


@pytest.mark.parametrize("terms", ["", " , ", "!"])
def test_a_promotion_has_words(page, terms):
    with pytest.raises(ValidationError) as refused:
        PromotedResult(page=page, terms=terms).full_clean()
    assert list(refused.value.message_dict) == ["terms"]


def test_editors_promote_and_moderators_do_not(as_editor, as_moderator, page):
    address = reverse("wagtailsnippets_core_promotedresult:add")
    data = {"page": page.pk, "terms": "lantern"}
    assert as_moderator.post(address, data).status_code != 200
    assert not PromotedResult.objects.exists()
    assert as_editor.post(address, data).status_code == 302
    assert PromotedResult.objects.get().page_id == page.pk
