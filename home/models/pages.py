"""The front page, theme pages, standard pages and the privacy page."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from campaigns.models.kits import KitPage
from campaigns.models.pages import CampaignPage
from campaigns.story.feeds import theme_feed_url
from core.blocks import BodyBlock
from core.blocks.figures import FigureBlock
from core.blocks.text import QuoteBlock
from core.breadcrumbs import breadcrumbs
from core.models import Area, BasePage, Theme
from core.models.searchable import stream_texts
from core.page_urls import url_of
from core.site_settings import localized_site
from core.social.cards import SharedPage
from core.structured_data import as_json_ld, site_organisation
from core.themes import LocalizedTheme, localized_themes
from core.translatable_lines import LinesField
from events.calendar import feed_context
from events.display.calendar_url import calendar_url
from events.display.next_items import next_items
from forum.threads.shared_rows import latest_threads
from home.events_nearby import next_events_nearby
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons
from residents.models import User
from residents.personal_data.registry import registry

# Events and threads on the front page, and each of them on a theme page: few, so that a phone shows
# the rest of the page, too.
LISTED, THREADS_LISTED = 4, 3
THEME_LISTED = 3


def _area_of(request: HttpRequest) -> Area | None:
    return request.user.area if isinstance(request.user, User) else None


def _site_data(page: "HomePage") -> SafeString:
    """Return the site and who runs it for search engines, safe inside a script element."""
    organisation = site_organisation()
    site = {
        "@type": "WebSite",
        "name": organisation["name"],
        "url": urljoin(settings.BASE_URL, page.full_url or "/"),
        "inLanguage": page.locale.language_code,
        "publisher": {"@id": organisation["@id"]},
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{settings.BASE_URL}{reverse('home:search')}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }
    profiles = [link.url for link in localized_site().social_links]
    return as_json_ld([site, {**organisation, "sameAs": profiles}])


class StepBlock(blocks.StructBlock):
    """A step of "From a concern to a result"."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.CharBlock(label=_("Text"), max_length=240)

    class Meta:
        icon = "arrow-right"
        label = _("Step")


class HomePage(BasePage):
    """The front page, with the next events, the latest threads and the active campaigns."""

    intro = LinesField(_("introduction"), blank=True, max_length=600)
    figures = StreamField(
        [("figure", FigureBlock())], verbose_name=_("figures"), blank=True, max_num=4
    )
    quotes = StreamField(
        [("quote", QuoteBlock())], verbose_name=_("quotes from neighbours"), blank=True, max_num=3
    )
    steps = StreamField(
        [("step", StepBlock())], verbose_name=_("how it works"), blank=True, max_num=6
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("figures"),
        FieldPanel("quotes"),
        FieldPanel("steps"),
    ]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.ThemePage",
        "home.StandardPage",
        "home.PartnerIndexPage",
        "events.CalendarPage",
    ]
    page_description = _("The front page. There is one in each language.")
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("front page")

    def mentioning_texts(self) -> list[str]:
        return [self.intro]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "structured_data": _site_data(self),
            "calendar_url": calendar_url(),
            "figures": [block.value for block in self.figures],
            "quotes": [block.value for block in self.quotes],
            "steps": [block.value for block in self.steps],
            "nearby": next_events_nearby(_area_of(request), limit=LISTED),
            # Crime is not what a visitor should read of the neighbours first.
            "threads": latest_threads(
                request.user,
                THREADS_LISTED,
                without=[theme.id for theme in localized_themes() if theme.is_about_crime],
            ),
            "campaigns": CampaignPage.objects.live()
            .filter(locale=self.locale_id)
            .running()
            .for_cards()
            .order_by("-first_published_at", "pk")[:3],
        }


class StandardPage(BasePage):
    """A page of text, such as "About" or "Contact"."""

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    in_footer = models.BooleanField(
        _("in the footer"),
        default=False,
        help_text=_("Link to the page at the bottom of every page."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    promote_panels = [*BasePage.promote_panels, FieldPanel("in_footer")]

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    page_description = _("A page of text, such as “About” or “Contact”.")
    template = "home/standard_page.html"

    class Meta:
        verbose_name = _("standard page")

    def mentioning_texts(self) -> list[str]:
        return stream_texts(self, "body")


class ThemePage(SharedPage, BasePage):
    """The page of a theme: its advice, next events, latest threads and campaigns."""

    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="+", verbose_name=_("theme")
    )
    intro = LinesField(_("introduction"), blank=True, max_length=600)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("theme"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]
    search_kind = "theme"
    search_fields = [*BasePage.search_fields, index.FilterField("theme_id")]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["campaigns.CampaignPage", "campaigns.KitPage"]
    page_description = _("One of the themes, with its campaigns, calendar and threads.")
    template = "home/theme_page.html"

    class Meta:
        verbose_name = _("theme page")

    def subject_texts(self) -> list[str]:
        name = self.theme.name_in(self.search_language())
        return [*super().subject_texts(), self.intro, name]

    def mentioning_texts(self) -> list[str]:
        return stream_texts(self, "body")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        themes = localized_themes()
        theme = themes.get(self.theme_id)
        theme_query = f"?theme={theme.slug}" if theme else ""
        followable = [(topics.theme(theme.id), theme.name)] if theme else []
        return context | {
            **(feed_context({"theme": theme.slug}, [theme.name]) if theme else {}),
            "theme": theme,
            "news_feed": theme_feed_url(theme.slug) if theme else "",
            "crumbs": breadcrumbs((reverse("home:themes"), gettext("Themes")), current=self.title),
            "follows": buttons(request, followable),
            "calendar_url": calendar_url() + theme_query,
            "forum_url": reverse("forum:threads") + theme_query,
            "start_url": reverse("forum:start") + theme_query,
            "entries": next_items(THEME_LISTED, theme=self.theme_id),
            "campaigns": self.campaigns()[:24],
            "threads": latest_threads(request.user, THEME_LISTED, theme=self.theme_id),
            "kits": self.kits()[:12],
        }

    def campaigns(self) -> models.QuerySet[CampaignPage]:
        """Return the live campaigns under this page, those that run first."""
        return CampaignPage.objects.child_of(self).live().for_cards().in_phase_order()

    def kits(self) -> models.QuerySet[KitPage]:
        """Return the live kits under this page, in the order of the tree."""
        return KitPage.objects.child_of(self).live().defer_streamfields().order_by("path")


def theme_page_urls(language: str, themes: Iterable[LocalizedTheme]) -> dict[int, str]:
    """Return the path of each theme's page in `language`, by theme. One query.

    A theme without a page leads to its threads, so that no tile is a dead end.
    """
    with override(language):
        forum = reverse("forum:threads")
    urls = {theme.id: f"{forum}?{urlencode({'theme': theme.slug})}" for theme in themes}
    pages = ThemePage.objects.live().filter(locale__language_code=language)
    return urls | {page.theme_id: url_of(page) for page in pages.defer_streamfields()}


class PrivacyPage(StandardPage):
    """The privacy notice: the editors' text, and the data that the site stores. (GDPR, art. 13)

    The list of data comes from the register of personal data and the settings, so that it is
    always true.
    """

    controller = LinesField(
        _("data controller"),
        blank=True,
        help_text=_("Who is responsible for the data, and how to contact them. One item per line."),
    )

    content_panels = [*StandardPage.content_panels, FieldPanel("controller")]

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = _("What we store about people. There is one page in each language.")
    template = "home/privacy_page.html"

    class Meta:
        verbose_name = _("privacy page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {"rows": registry.privacy_rows()}
