"""Pages of the admin in Danish: no English is left beside names and data."""

import datetime
import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext
from wagtail.models import Locale, Page, Site, Workflow
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, Translation

from core.models import Theme
from residents.models import User
from tests import factories
from tests.admin_words import english_of, words_of
from tests.desk.groups import make_member
from tests.home.translated_pages import translate
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(theme, editor):
    """One page of each important kind, with a campaign that waits for approval."""
    theme_page = factories.make_theme_page(theme, title="Trafik")
    campaign = factories.make_campaign(theme_page)
    campaign.save_revision(user=editor)
    Workflow.objects.get().start(campaign, editor)
    Theme.objects.filter(pk=theme.pk).update(order=1)
    return {"campaign": campaign, "event": factories.make_event_page(theme), "theme": theme_page}


def address(name, *args):
    return reverse(f"wagtailadmin_{name}", args=args)


def addresses(pages):
    """Return what an editor opens in a day."""
    event, campaign = pages["event"].pk, pages["campaign"].pk
    return [
        address("home"),
        address("explore_root"),
        address("explore", pages["event"].get_parent().pk),
        *(address("pages:edit", each.pk) for each in pages.values()),
        address("pages:history", campaign),
        address("pages:copy", event),
        address("pages:delete", event),
        address("pages:unpublish", event),
        reverse("event_times", args=[event]),
    ]


def test_an_editor_meets_no_english(pages):
    editor, browser = make_member("Rikke", Group.objects.get(name="Editors"))
    UserProfile.objects.create(user=editor, preferred_language="da")

    found = {}
    for path in addresses(pages):
        response = browser.get(path)
        assert response.status_code == 200, path
        if english := english_of(response):
            found[path] = english

    assert found == {}


def test_the_root_of_all_pages_has_a_danish_name(db):
    assert Page.objects.get(depth=1).title == "Alle sider"


def test_forms_of_administrators_have_danish_labels(as_administrator, db):
    ada = User.objects.get(email="admin@example.org")
    UserProfile.objects.create(user=ada, preferred_language="da")
    site, danish = Site.objects.get(), Locale.objects.get(language_code="da")
    for path, labels in {
        reverse("wagtailsites:edit", args=[site.pk]): {"Øverste side", "Hjemmesidens navn"},
        reverse("wagtailsites:index"): {"Øverste side", "Hjemmesidens navn"},
        reverse("wagtaillocales:edit", args=[danish.pk]): {"Slået til", "Hent fra"},
        address("workflows:add"): {"Side"},
        reverse("wagtailusers_groups:add"): {"Side"},
    }.items():
        response = as_administrator.get(path)
        assert english_of(response) == set(), path
        assert labels <= {text.rstrip("*") for text in words_of(response)}, path


def test_dates_in_the_translation_editor_are_danish(as_editor, editor, pages):
    UserProfile.objects.create(user=editor, preferred_language="da")
    page = translate(pages["theme"], "Traffic")
    translation = Translation.objects.get(source__object_id=page.translation_key)
    segment = translation.source.stringsegment_set.first()
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        data="Traffic",
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
    )
    noon = datetime.datetime(2026, 10, 5, 12, tzinfo=datetime.UTC)
    StringTranslation.objects.update(updated_at=noon)

    response = as_editor.get(address("pages:edit", page.pk))

    props = BeautifulSoup(markup_of(response), "html.parser").select_one("[data-props]")
    (shown,) = json.loads(props["data-props"])["initialStringTranslations"]
    assert "5. okt. 2026" in shown["comment"]


@pytest.mark.parametrize(
    ("word", "context"),
    [("Update", "what is new in a campaign"), ("Cancelled", "event")],
)
def test_a_word_of_ours_does_not_change_a_button_or_status_of_wagtail(word, context):
    with translation.override("da"):
        assert pgettext(context, word) not in {word, gettext(word)}
        assert gettext(word) != word


def test_one_field_has_one_word_for_tags(pages, as_editor):
    form = as_editor.get(address("pages:edit", pages["campaign"].pk)).context["form"]
    image_form = as_editor.get(reverse("wagtailimages:add")).context["form"]
    with translation.override("da"):
        label = str(form.fields["tags"].label).lower()
        texts = [str(form.fields["tags"].help_text), str(image_form.fields["tags"].label)]
        widgets = [each.fields["tags"].widget for each in (form, image_form)]
        texts += [str(widget.get_context("tags", None, {})) for widget in widgets]
    assert label == str(image_form.fields["tags"].label).lower()
    words = " ".join(texts).lower()
    assert label in words
    assert "mærker" not in words
