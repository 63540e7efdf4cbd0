"""The pages of the demo except the events: made in Danish, published, and translated.

A page that exists, by its translation key or its slug, is left unchanged.
"""

import datetime
from collections import Counter
from operator import itemgetter
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from campaigns.models import CampaignPage, CampaignPartner, KitPage
from core.models import Partner, SiteSettings, Theme
from events.pages.calendar_page import CalendarPage
from home.demo.content_files import SOURCE, TARGET, danish, key_of, read
from home.demo.pledges import make_pledges
from home.demo.streamfields import body, figure, stream, updates
from home.demo.translations import translate
from home.models import (
    HomePage,
    PartnerIndexPage,
    PartnerPage,
    PrivacyPage,
    StandardPage,
    ThemePage,
)
from residents.models import User

STANDARD_PAGES = ("about", "contact", "house-rules", "cookies", "accessibility")


def make_pages(editor: User) -> None:
    """Make every page except the event pages."""
    home = HomePage.objects.get(locale__language_code=SOURCE)
    site = read("site")
    _fill(
        home,
        site["home"],
        editor,
        intro=danish(site["home"]["intro"]),
        figures=stream("figure", map(figure, danish(site["home"]["figures"]))),
        quotes=stream("quote", danish(site["home"]["quotes"])),
        steps=stream("step", danish(site["home"]["steps"])),
    )
    calendar = CalendarPage.objects.get(locale=home.locale)
    _fill(calendar, site["calendar"], editor, intro=f"<p>{danish(site['calendar']['intro'])}</p>")
    privacy = PrivacyPage.objects.filter(locale=home.locale).first()
    if privacy is not None:
        _fill(
            privacy,
            site["privacy"],
            editor,
            body=body(danish(site["privacy"]["body"])),
            controller=danish(site["privacy"]["controller"]),
        )
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    theme_pages = {}
    for content in read("themes")["themes"]:
        theme_pages[content["key"]], _created = put_page(
            ThemePage,
            home,
            content,
            editor,
            key=content["key"],
            theme=themes[content["key"]],
            intro=danish(content["intro"]),
            body=body(danish(content["body"])),
        )
    for content in read("kits")["kits"]:
        steps = ({"text": "", **step} for step in danish(content["steps"]))
        put_page(
            KitPage,
            theme_pages[content["theme"]],
            content,
            editor,
            key=content["key"],
            steps=stream("step", steps),
        )
    for content in _interleave_themes(read("campaigns")["campaigns"]):
        _put_campaign(theme_pages[content["theme"]], content, editor)
    for name in (name for name in STANDARD_PAGES if name in site):
        page, _created = put_page(
            StandardPage,
            home,
            site[name],
            editor,
            key=name,
            body=body(danish(site[name]["body"])),
            in_footer=site[name].get("in_footer", False),
            show_in_menus=site[name].get("in_menu", False),
        )
        if name == "accessibility":
            _set_accessibility_statement(page)
    _make_partner_pages(home, site, editor)


def _make_partner_pages(home: HomePage, site: dict[str, Any], editor: User) -> None:
    content = site["partner_list"]
    parent, _created = put_page(
        PartnerIndexPage,
        home,
        content,
        editor,
        key="partners",
        body=body(danish(content["body"])),
        show_in_menus=True,
    )
    for partner in site["partners"]:
        put_page(
            PartnerPage,
            parent,
            partner["page"],
            editor,
            key=partner["key"],
            partner=Partner.objects.get(slug=partner["key"]),
            body=body(danish(partner["page"]["body"])),
        )


def put_page(
    model: type[Page],
    parent: Page,
    content: dict[str, Any],
    editor: User,
    *,
    key: str,
    **fields: Any,
) -> tuple[Any, bool]:
    """Return the page with that `key` under `parent`, and whether it was made.

    A page is made live, in Danish and English.
    """
    translation_key = key_of(model._meta.model_name, key)
    slug = danish(content["slug"])
    existing = (
        model.objects.filter(translation_key=translation_key, locale=parent.locale).first()
        or model.objects.child_of(parent).filter(slug=slug).first()
    )
    if existing is not None:
        return existing, False
    tags = fields.pop("tags", [])
    page = model(
        title=danish(content["title"]),
        slug=slug,
        summary=danish(content["summary"]),
        search_description=danish(content.get("search_description", "")),
        is_example=content.get("example", False),
        translation_key=translation_key,
        locale=parent.locale,
        owner=editor,
        live=False,
        **fields,
    )
    if tags:
        page.tags.add(*tags)
    parent.add_child(instance=page)
    page.save_revision(user=editor).publish(user=editor)
    translate(page, content, user=editor)
    if later := content.get("later_summary"):
        # Changed in Danish only: its translation is behind, for all to see.
        page.refresh_from_db()
        page.summary = later
        page.save_revision(user=editor).publish(user=editor)
    return page, True


def _fill(page: Page, content: dict[str, Any], editor: User, **fields: Any) -> None:
    """Fill a page that the migration made, unless an editor has changed it."""
    if page.get_translations(inclusive=True).filter(latest_revision__isnull=False).exists():
        return
    page.title = page.draft_title = danish(content["title"])
    page.summary = danish(content["summary"])
    page.search_description = danish(content["search_description"])
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=editor).publish(user=editor)
    english = page.get_translations().filter(locale__language_code=TARGET).first()
    if english is not None:
        # These pages keep the slugs of the migration, in both languages.
        slugs = {SOURCE: page.slug, TARGET: english.slug}
        translate(page, [content, slugs], user=editor)


def _interleave_themes(campaigns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first campaign of each theme, then the second of each, and so on.

    The latest campaigns, which the front page shows, are then of different themes.
    """
    counts: Counter[str] = Counter()
    rounds = []
    for content in campaigns:
        rounds.append(counts[content["theme"]])
        counts[content["theme"]] += 1
    return [
        content
        for _round, content in sorted(zip(rounds, campaigns, strict=True), key=itemgetter(0))
    ]


def _put_campaign(parent: ThemePage, content: dict[str, Any], editor: User) -> None:
    partners = {partner.slug: partner for partner in Partner.objects.all()}
    page, created = put_page(
        CampaignPage,
        parent,
        content,
        editor,
        key=content["key"],
        starts_on=_day(content.get("from")),
        ends_on=_day(content.get("to")),
        contact_partner=partners.get(content.get("contact", "")),
        body=body(danish(content["body"])),
        updates=updates(danish(content.get("updates", []))),
        shows_answers=content.get("shows_answers", False),
        tags=content["tags"],
        campaign_partners=[
            CampaignPartner(partner=partners[key], sort_order=order)
            for order, key in enumerate(content["partners"])
        ],
    )
    if created:
        make_pledges(page, content)


def _day(given: datetime.date | int | None) -> datetime.date | None:
    """Return a date of the content; a number counts days from today."""
    if isinstance(given, int):
        return timezone.localdate() + datetime.timedelta(days=given)
    return given


def _set_accessibility_statement(page: StandardPage) -> None:
    """Let /was redirect to `page`, unless editors have set another URL."""
    settings = SiteSettings.load()
    if not settings.accessibility_statement:
        settings.accessibility_statement = page.get_url()
        settings.save()
