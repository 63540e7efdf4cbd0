"""What editors save twice is refused beside the field, for each constraint they can meet."""

import pytest
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse
from modelcluster.fields import ParentalKey
from taggit.models import Tag
from wagtail.models import Locale, get_page_models
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from campaigns.models import CampaignPage
from core.models import Area, Partner, PromotedResult, SearchSynonyms, SiteWording
from core.models.tags import TagTranslation
from residents.models import PartnerMembership, User
from tests import factories

pytestmark = pytest.mark.django_db

# Residents choose it on a page of their own: no form of the admin has the field.
NOT_IN_THE_ADMIN = {"drawing_exists"}
OURS = {"core", "home", "events", "campaigns", "forum", "notifications", "residents"}


def constraints_of_the_admin():
    """Return the constraints and unique fields of all models with a form in the admin."""
    models = {*get_page_models(), *get_snippet_models(), User}
    models |= {
        model
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, ParentalKey) and field.related_model in models
    }
    names = set()
    for model in models:
        if model._meta.app_label in OURS:
            names |= {constraint.name for constraint in model._meta.constraints}
            names |= {
                f"{model._meta.label}.{field.name}"
                for field in model._meta.local_fields
                if field.unique and not field.primary_key
            }
    return names - NOT_IN_THE_ADMIN


@pytest.fixture
def as_administrator(client):
    admin = factories.make_user("admin@example.org", "Ada", groups=("Administrators",))
    factories.sign_in(client, admin)
    return client


def add(browser, model, **data):
    """Send the form that adds an object; return its errors."""
    address = f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:add"
    return browser.post(reverse(address), data).context["form"].errors


def area_name(browser):
    factories.make_area("Hirtshals")
    return add(browser, Area, name="Hirtshals", slug="x", postal_codes="9850"), "name"


def area_slug(browser):
    factories.make_area("Hirtshals")
    return add(browser, Area, name="X", slug="hirtshals", postal_codes="9850"), "slug"


def area_position(browser):
    data = {"name": "X", "slug": "x", "postal_codes": "9850", "latitude": "57.5"}
    return add(browser, Area, **data), "longitude"


def partner_name(browser):
    partner = factories.make_partner()
    return add(browser, Partner, name=partner.name, slug="x", role="police"), "name"


def partner_slug(browser):
    partner = factories.make_partner()
    return add(browser, Partner, name="X", slug=partner.slug, role="police"), "slug"


def synonyms(browser):
    SearchSynonyms.objects.create(terms="sne, snerydning")
    return add(browser, SearchSynonyms, terms="sne, snerydning"), "terms"


def promoted_page(browser):
    page = factories.make_standard_page("X", "en")
    PromotedResult.objects.create(page=page, terms="x")
    return add(browser, PromotedResult, page=page.pk, terms="y"), "page"


def theme_slug(browser):
    theme = factories.make_theme()
    data = {"name_da": "X", "summary_da": "X", "slug": theme.slug, "colour": "brick"}
    data |= {"icon": "mark", "illustration": "neutral", "order": "0"}
    return add(browser, type(theme), **data), "slug"


def campaign_partner(browser):
    partner = factories.make_partner()
    parent = factories.make_theme_page(factories.make_theme())
    data = {
        "title": "Lås din dør",
        "slug": "laas",
        "summary": "",
        "tags": "",
        "body": streamfield([]),
        "updates": streamfield([]),
        "campaign_partners": inline_formset([{"partner": partner.pk}, {"partner": partner.pk}]),
        "comments": inline_formset([]),
        "action-publish": "1",
    }
    url = reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", parent.pk])
    response = browser.post(url, nested_form_data(data))
    first, second = response.context["form"].formsets["campaign_partners"].forms
    assert not first.errors
    assert not CampaignPage.objects.exists()
    return second.errors, "partner"


def tag_translation(browser):
    tag = Tag.objects.create(name="snerydning")
    locale = Locale.objects.get(language_code="en")
    TagTranslation.objects.create(tag=tag, locale=locale, name="clearing snow")
    errors = add(browser, TagTranslation, tag=tag.pk, locale=locale.pk, name="snow")
    return errors, NON_FIELD_ERRORS


def site_wording(browser):
    locale = Locale.objects.get(language_code="da")
    data = {"locale": locale.pk, "menu": streamfield([]), "footer_columns": streamfield([])}
    return add(browser, SiteWording, **nested_form_data(data)), "locale"


def partner_member(browser):
    partner, alice = factories.make_partner(), factories.make_user("alice@example.org", "Alice")
    PartnerMembership.objects.create(partner=partner, user=alice)
    return add(browser, PartnerMembership, partner=partner.pk, email=alice.email), "email"


def resident_email(browser):
    alice = factories.make_user("alice@example.org", "Alice")
    data = {"email": alice.email.upper(), "first_name": "A", "last_name": "B", "is_active": "on"}
    return browser.post(reverse("wagtailusers_users:add"), data).context["form"].errors, "email"


CASES = {
    "core.Area.name": area_name,
    "core.Area.slug": area_slug,
    "area_whole_position": area_position,
    "core.Partner.name": partner_name,
    "core.Partner.slug": partner_slug,
    "core.PromotedResult.page": promoted_page,
    "core.SearchSynonyms.terms": synonyms,
    "core.SiteWording.locale": site_wording,
    "core.Theme.slug": theme_slug,
    "campaign_partner_once": campaign_partner,
    "partner_member_once": partner_member,
    "tag_translation_once": tag_translation,
    "residents.User.email": resident_email,
    "resident_email_once": resident_email,
}


def test_each_constraint_has_a_case():
    assert constraints_of_the_admin() == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_beside_the_field(as_administrator, name):
    errors, field = CASES[name](as_administrator)

    assert list(errors) == [field]
