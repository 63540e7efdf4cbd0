"""Odd but valid values in everything that editors save leave every page at 200.

The static files have production's manifest, which raises for a name that it does not list.
"""

import itertools
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import models, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from campaigns.models import CampaignPage, CampaignPartner
from core.models import Area, Partner, SiteSettings, Theme, ThemeWording
from events.pages.event_page import EventPage
from home.models import HomePage, PartnerIndexPage, PartnerPage
from tests import factories

# What editors may type where a text is asked for.
TEXTS = [
    "Æblegrød & <b>fløde</b> “i morgen”",
    "💥" * 40,
    "شارع {{ name }} %s %(name)s {% url 'x' %}",
    "a\u0301\u0301\u0301" * 20,
]
SLUGS = ["indbrud", "1", "a-" * 18 + "a", "empty"]
VARIANTS = len(TEXTS)


def odd_value(field: models.Field, variant: int) -> object:
    """Return an odd but valid value of the field; the variants differ."""
    if field.choices:
        values = [value for value, _label in field.flatchoices]
        return values[variant % len(values)]
    if isinstance(field, models.SlugField):
        return SLUGS[variant][: field.max_length].strip("-")
    if isinstance(field, models.URLField):
        return f"https://xn--brnehave-64a.example.org/?q={variant}&a=%C3%A6"
    if isinstance(field, models.EmailField):
        return f"o'neill+{variant}@example.org"
    if isinstance(field, models.CharField | models.TextField):
        return TEXTS[variant][: field.max_length or 200]
    if isinstance(field, models.BooleanField):
        return bool(variant % 2)
    if isinstance(field, models.PositiveSmallIntegerField):
        return [0, 32_767][variant % 2]
    return field.get_default()


def fill(instance: models.Model, variant: int, *, fields: tuple[str, ...]) -> models.Model:
    """Give the fields odd values, and check that a form would accept them."""
    for name in fields:
        setattr(instance, name, odd_value(instance._meta.get_field(name), variant))
    instance.full_clean()
    return instance


@pytest.fixture(scope="module")
def manifest(tmp_path_factory) -> Iterator[None]:
    """The static files of production, without those of the admin."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("static")
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": backend}},
        STATIC_ROOT=folder,
    ):
        ignored = ["wagtail*", "taggit", "treebeard"]
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=ignored)
        yield


def make_base_data(variant: int) -> tuple[Theme, Area, Partner]:
    """Make a theme with and one without a wording, an area and a partner."""
    theme = fill(Theme(), variant, fields=("slug", "colour", "icon", "illustration", "order"))
    theme.save()
    for page in HomePage.objects.all():
        if page.locale.language_code == "en" and variant % 2:
            continue
        wording = ThemeWording(theme=theme, locale=page.locale)
        fill(wording, variant, fields=("name", "summary")).save()
    Theme.objects.create(slug=f"{theme.slug[:30]}-bare")
    area = fill(Area(postal_codes="9800 9760"), variant, fields=("name", "slug"))
    area.save()
    partner = fill(Partner(), variant, fields=("name", "slug", "role", "link", "contact_email"))
    partner.save()
    return theme, area, partner


def make_pages(variant: int, theme: Theme, area: Area, partner: Partner) -> Iterator[str]:
    """Make a page of each type in both languages; yield their paths."""
    texts = {"title": TEXTS[variant][:200], "summary": TEXTS[variant][:240]}
    for code in ("da", "en"):
        front = factories.front_page(code)
        front.summary = texts["summary"]
        front.save_revision().publish()
        yield front.url
        theme_page = factories.make_theme_page(theme, code, **texts)
        standard = factories.make_standard_page(language=code, slug="s", **texts)
        index = front.add_child(
            instance=PartnerIndexPage(title="Partnere", slug="p-index", locale=front.locale)
        )
        its_page = index.add_child(
            instance=PartnerPage(**texts, partner=partner, slug="its", locale=front.locale)
        )
        contact = ("contact_name", "contact_role", "contact_email")
        odd = {name: odd_value(CampaignPage._meta.get_field(name), variant) for name in contact}
        campaign = theme_page.add_child(
            instance=CampaignPage(
                **texts, **odd, contact_partner=partner, slug="c", locale=front.locale
            )
        )
        CampaignPartner.objects.create(page=campaign, partner=partner)
        campaign.tags.add(TEXTS[variant][:90])
        campaign.save()
        kit = factories.make_kit(theme_page, texts["title"], TEXTS[variant][:160], slug="k")
        event_fields = ("kind", "venue", "address", "directions", "welcome", "consent", "step_free")
        odd = {name: odd_value(EventPage._meta.get_field(name), variant) for name in event_fields}
        event = factories.make_event_page(
            theme, texts["title"], code, **odd, area=area, organiser=partner, slug="e"
        )
        pages = (theme_page, standard, index, its_page, campaign, kit, event)
        yield from (page.url for page in pages)


def paths_of(code: str, theme: Theme, area: Area, occurrence_id: int) -> Iterator[str]:
    """Yield the other pages that show what editors save."""
    with translation.override(code):
        names = ("forum:threads", "forum:start", "home:search", "account_signup")
        yield from (reverse(name) for name in names)
        calendar = factories.calendar_page(code).url
        yield calendar
        for view in ("week", "month", "archive"):
            yield f"{calendar}?view={view}&theme={theme.slug}&area={area.slug}"
        yield f"{reverse('forum:threads')}?theme={theme.slug}"
        yield f"{reverse('home:search')}?q=indbrud"
        yield reverse("events:sign_up", args=[occurrence_id])


@pytest.mark.parametrize("variant", range(VARIANTS))
def test_every_page_is_shown(site, clients, manifest, variant):
    failed = {}
    with transaction.atomic():
        theme, area, partner = make_base_data(variant)
        settings = SiteSettings.load()
        settings.accessibility_statement = "/æ?ø=%s#å"
        settings.full_clean()
        settings.save()
        paths = list(make_pages(variant, theme, area, partner))
        for code in ("da", "en"):
            paths += paths_of(code, theme, area, site.page_occurrence.pk)
        readers = {"anonymous": Client(raise_request_exception=False), **clients}
        for path, reader in itertools.product(paths, ("anonymous", "other")):
            response = readers[reader].get(path, follow=True)
            if response.status_code != 200:
                failed[f"{reader} {path}"] = response.status_code
        transaction.set_rollback(True)
    assert failed == {}


def test_every_type_of_page_is_made(site):
    """A new type of page must be made above, too."""
    made = {"HomePage", "ThemePage", "StandardPage", "PartnerIndexPage", "PartnerPage"}
    made |= {"CampaignPage", "EventPage", "KitPage"}
    from wagtail.models import get_page_models

    # Pages whose texts are not the editors'.
    fixed = {"Page", "CalendarPage", "PrivacyPage"}
    assert {model.__name__ for model in get_page_models()} == made | fixed
