"""The areas, partners and themes of the demo."""

from typing import Any

from taggit.models import Tag
from wagtail.models import Locale

from core.models import Area, Partner, TagTranslation, Theme, ThemeWording
from home.demo.content_files import SOURCE, TARGET, danish, key_of, read
from home.demo.translations import translate
from residents.models import User


def make_base_data(editor: User) -> None:
    """Make the areas, the partners and the themes with their wordings."""
    site = read("site")
    for area in site["areas"]:
        Area.objects.get_or_create(
            slug=area["slug"],
            defaults={"name": area["name"], "postal_codes": " ".join(area["postal_codes"])},
        )
    for partner in site["partners"]:
        Partner.objects.get_or_create(
            slug=partner["key"],
            defaults={
                "name": partner["name"],
                "role": partner["role"],
                "link": partner.get("link", ""),
            },
        )
    colours = Theme.Colour.values
    for order, (content, colour) in enumerate(
        zip(read("themes")["themes"], colours, strict=True), start=1
    ):
        slug = content["key"]
        theme, _created = Theme.objects.get_or_create(
            slug=slug,
            defaults={
                "colour": colour,
                "icon": f"theme-{slug}",
                "illustration": slug,
                "order": order,
            },
        )
        _make_wording(theme, content, editor)


def _make_wording(theme: Theme, content: dict[str, Any], editor: User) -> None:
    wording, created = ThemeWording.objects.get_or_create(
        theme=theme,
        locale=Locale.objects.get(language_code=SOURCE),
        defaults={
            "translation_key": key_of("wording", theme.slug),
            "name": danish(content["title"]),
            "summary": danish(content["summary"]),
        },
    )
    if created:
        translate(wording, content, user=editor)


def translate_tags() -> None:
    """Name the tags of events and campaigns in English, if the site has it."""
    target = Locale.objects.filter(language_code=TARGET).first()
    if target is None:
        return
    english = read("tags")["tags"]
    for tag in Tag.objects.filter(name__in=english):
        TagTranslation.objects.get_or_create(
            tag=tag, locale=target, defaults={"name": english[tag.name]}
        )
