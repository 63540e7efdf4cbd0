"""From an empty database to a first administrator and first pages: `manage.py setup`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from wagtail.models import Locale, Site

from core.models import SiteWording, Theme, ThemeWording
from home.models import HomePage, ThemePage
from residents.accounts.first_administrator import make_administrator
from residents.models import User


class AlreadySetUp(Exception):
    """The site has an administrator, a name or a theme."""


@dataclass(frozen=True, slots=True)
class NewTheme:
    """A theme with its names, in the order of `LANGUAGES`."""

    slug: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class NewSite:
    """What an operator says about a new site."""

    name: str
    place: str
    themes: Sequence[NewTheme]
    email: str
    first_name: str
    last_name: str


def parse_theme(text: str) -> NewTheme:
    """Return the theme of `slug=Name|Name in the second language`; raises `ValidationError`."""
    slug, equals, names_text = text.strip().partition("=")
    names = [name.strip() for name in names_text.split("|")]
    codes = [code for code, _name in settings.LANGUAGES]
    if not equals or not all(names):
        raise ValidationError(f"“{text}” is no theme: write slug=Name, with | between languages.")
    if len(names) > len(codes):
        raise ValidationError(
            f"“{text}” has {len(names)} names, and the site {len(codes)} languages:"
            f" {', '.join(codes)}."
        )
    try:
        validate_slug(slug.strip())
    except ValidationError:
        raise ValidationError(f"“{slug}” is no slug: use a-z, 0-9 and hyphens.") from None
    return NewTheme(slug.strip(), names)


def is_set_up() -> bool:
    """Whether the site has an administrator, a name or a theme."""
    return (
        User.objects.filter(is_superuser=True).exists()
        or SiteWording.objects.exclude(name="").exists()
        or Theme.objects.exists()
    )


@transaction.atomic
def set_up(new: NewSite) -> User:
    """Make the administrator, the name and the themes with their pages; return the administrator.

    All or nothing. Raises `AlreadySetUp`, and `ValidationError` for a value that cannot be stored.
    """
    # A second `setup` at the same time waits here, and then finds the site set up.
    site = Site.objects.select_for_update().get(is_default_site=True)
    if is_set_up():
        raise AlreadySetUp
    administrator = make_administrator(
        email=new.email, first_name=new.first_name, last_name=new.last_name
    )
    _name_site(site, new, administrator)
    colours = cycle(Theme.Colour.values)
    for order, (theme, colour) in enumerate(zip(new.themes, colours, strict=False), start=1):
        _make_theme(theme, colour, order, administrator)
    return administrator


def _name_site(site: Site, new: NewSite, administrator: User) -> None:
    # The other languages take both from the source language.
    source = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    wording, _created = SiteWording.objects.get_or_create(locale=source)
    wording.name, wording.place = new.name, new.place
    wording.full_clean()
    wording.save()
    site.site_name = new.name
    site.save()
    for page in HomePage.objects.all():
        page.title = page.draft_title = new.name
        page.save_revision(user=administrator).publish(user=administrator)


def _make_theme(new: NewTheme, colour: str, order: int, administrator: User) -> None:
    icon, drawing = f"theme-{new.slug}", new.slug
    theme = Theme(
        slug=new.slug,
        colour=colour,
        icon=icon if icon in Theme.Icon.values else Theme.Icon.NEUTRAL,
        illustration=(
            drawing if drawing in Theme.Illustration.values else Theme.Illustration.NEUTRAL
        ),
        order=order,
    )
    theme.full_clean()
    theme.save()
    key = uuid.uuid4()
    for (code, _language), name in zip(settings.LANGUAGES, new.names, strict=False):
        wording = ThemeWording(
            theme=theme,
            locale=Locale.objects.get(language_code=code),
            translation_key=key,
            name=name,
            # It is required; editors replace it.
            summary=name,
        )
        wording.full_clean()
        wording.save()
    home = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    page = ThemePage(
        title=new.names[0],
        slug=new.slug,
        theme=theme,
        locale=home.locale,
        owner=administrator,
        live=False,
    )
    home.add_child(instance=page)
    page.save_revision(user=administrator).publish(user=administrator)
