"""A tag is one topic in all languages, with a name in each."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from taggit.models import Tag
from wagtail.models import Locale

from core.models import TagTranslation
from core.tags import localized_tags, translated_names
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    return Locale.objects.get(language_code="en")


@pytest.fixture
def burglary(english):
    tag = Tag.objects.create(name="indbrud", slug="indbrud")
    TagTranslation.objects.create(tag=tag, locale=english, name="burglary")
    return tag


def names(tags):
    return [(tag.slug, tag.name, tag.other_language) for tag in tags]


def test_tags_have_the_names_of_the_language_and_are_sorted_by_them(burglary):
    tags = [burglary, Tag.objects.create(name="åer", slug="aaer")]

    with override("en"):
        assert names(localized_tags(tags)) == [
            ("indbrud", "burglary", ""),
            ("aaer", "åer", "da"),
        ]
    with override("da"):
        assert names(localized_tags(tags)) == [("indbrud", "indbrud", ""), ("aaer", "åer", "")]


def test_the_source_language_needs_no_query(burglary, django_assert_num_queries):
    with override("da"), django_assert_num_queries(0):
        assert translated_names([burglary.pk]) == {}
    with override("en"), django_assert_num_queries(0):
        assert translated_names([]) == {}
    with override("en"), django_assert_num_queries(1):
        assert translated_names([burglary.pk]) == {burglary.pk: "burglary"}


def test_the_calendar_offers_a_tag_by_its_name_in_each_language(client, burglary):
    occurrence = factories.make_occurrence(factories.make_theme())
    factories.make_event_text(occurrence.event, "da", tags=["indbrud"])

    for language, name in (("da", "indbrud"), ("en", "burglary")):
        page = client.get(factories.calendar_page(language).url, {"tag": "indbrud"})
        assert re.search(rf'<option value="indbrud"[^>]*>\s*{name}\s*<', page.content.decode())


def test_an_english_campaign_shows_translated_tags_and_marks_the_others_as_danish(client, burglary):
    campaign = factories.make_campaign(factories.make_theme_page(factories.make_theme(), "en"))
    campaign.tags.add("indbrud", "lys")
    campaign.save_revision().publish()

    page = markup_of(client.get(campaign.url))

    assert f'<li> <a href="{reverse("home:tag", args=["indbrud"])}">burglary</a> </li>' in page
    assert f'<li lang="da"> <a href="{reverse("home:tag", args=["lys"])}">lys</a> </li>' in page
    assert ">indbrud<" not in page


def test_a_second_name_in_the_same_language_is_refused(burglary, english):
    second = TagTranslation(tag=burglary, locale=english, name="break-ins")
    with pytest.raises(ValidationError):
        second.full_clean()


@pytest.mark.parametrize("role", ["Editors", "Administrators"])
def test_editors_and_administrators_name_a_tag_once(client, english, role):
    tag = Tag.objects.create(name="lys", slug="lys")
    factories.sign_in(client, factories.make_user("rikke@example.org", "Rikke", groups=(role,)))
    url = reverse("wagtailsnippets_core_tagtranslation:add")
    named = {"tag": tag.pk, "locale": english.pk, "name": "lights"}

    assert client.post(url, named).status_code == 302
    assert TagTranslation.objects.get(tag=tag).name == "lights"

    # The second time is refused with what was typed.
    again = client.post(url, named | {"name": "lamps"})
    assert again.status_code == 200
    assert "lamps" in again.content.decode()
    assert TagTranslation.objects.get(tag=tag).name == "lights"


@pytest.mark.parametrize("groups", [(), ("Moderators",)])
def test_residents_and_moderators_may_not(client, english, groups):
    tag = Tag.objects.create(name="lys", slug="lys")
    factories.sign_in(client, factories.make_user("bob@example.org", "Bob", groups=groups))

    client.post(
        reverse("wagtailsnippets_core_tagtranslation:add"),
        {"tag": tag.pk, "locale": english.pk, "name": "lights"},
    )

    assert not TagTranslation.objects.exists()
