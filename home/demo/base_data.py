"""The settings, areas, partners and themes of the demo."""

from decimal import Decimal
from typing import Any

from taggit.models import Tag
from wagtail.models import Locale, Page

from core.models import (
    Area,
    Partner,
    PromotedResult,
    SearchSynonyms,
    SiteSettings,
    SiteWording,
    TagTranslation,
    Theme,
    ThemeWording,
)
from home.demo.content_files import SOURCE, TARGET, danish, in_language, is_translated, key_of, read
from home.demo.streamfields import stream
from home.demo.translations import translate
from residents.models import User


def make_settings() -> None:
    """Fill in the name, the texts and the footer of the site, unless somebody has named it."""
    content = read("site")["settings"]
    for wording in SiteWording.objects.filter(name="").select_related("locale"):
        language = wording.locale.language_code
        if language not in (SOURCE, TARGET):
            continue
        words = in_language(content, language)
        for name in ("name", "place", "sign_in_text", "sent_mail_text", "other_label"):
            setattr(wording, name, words.get(name, ""))
        columns = [
            {"title": column["title"], "text": column["text"], "links": []}
            for column in words["footer_columns"]
        ]
        wording.footer_columns = stream("column", columns)
        wording.full_clean()
        wording.save()
    shared = SiteSettings.load()
    if not shared.other_number and content.get("other_number"):
        shared.other_number = content["other_number"]
        shared.save()


def make_base_data(editor: User) -> None:
    """Make the areas, the partners and the themes with their wordings."""
    site = read("site")
    for area in site["areas"]:
        latitude, longitude = map(Decimal, area["position"])
        Area.objects.get_or_create(
            slug=area["slug"],
            defaults={
                "name": area["name"],
                "postal_codes": " ".join(area["postal_codes"]),
                "latitude": latitude,
                "longitude": longitude,
            },
        )
    for partner in site["partners"]:
        name = partner["name"]
        Partner.objects.get_or_create(
            slug=partner["key"],
            defaults={
                "name": danish(name),
                "translated_names": {TARGET: name[TARGET]} if is_translated(name) else {},
                "role": partner["role"],
                "link": partner.get("link", ""),
            },
        )
    # There are as many colours as the first example has themes.
    themes = zip(read("themes")["themes"], Theme.Colour.values, strict=False)
    for order, (content, colour) in enumerate(themes, start=1):
        slug = content["key"]
        theme, _created = Theme.objects.get_or_create(
            slug=slug,
            defaults={
                "colour": colour,
                "icon": content.get("icon", f"theme-{slug}"),
                "illustration": content.get("illustration", slug),
                "is_about_crime": content.get("is_about_crime", False),
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


def make_synonyms() -> None:
    """Store the words that the search takes for one another."""
    for terms in read("synonyms")["synonyms"]:
        SearchSynonyms.objects.get_or_create(terms=terms)


def promote_results() -> None:
    """Promote pages in the search for words."""
    for promoted in read("promoted")["promoted"]:
        page = Page.objects.get(
            translation_key=key_of(promoted["type"], promoted["key"]),
            locale__language_code=SOURCE,
        )
        PromotedResult.objects.get_or_create(page=page, defaults={"terms": promoted["words"]})


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
