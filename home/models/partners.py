"""The pages of the partners, and the list of them."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField

from campaigns.models.pages import CampaignPage
from core.blocks import BodyBlock
from core.breadcrumbs import breadcrumbs
from core.models import BasePage, Partner
from core.models.searchable import stream_texts
from core.page_urls import url_of
from core.themes import localized_themes
from events.display.list_items import list_items
from events.models import Occurrence
from forum.models import Post
from forum.profile_section import latest
from residents.profiles.badges import partner_badge

LISTED = 6


class PartnerIndexPage(BasePage):
    """The list of the partners' pages."""

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.PartnerPage"]
    max_count_per_parent = 1
    page_description = _("The list of partners. Each partner has its own page below it.")
    template = "home/partner_index_page.html"

    class Meta:
        verbose_name = _("list of partners")

    def mentioning_texts(self) -> list[str]:
        return stream_texts(self, "body")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pages = PartnerPage.objects.child_of(self).live().select_related("partner")
        return super().get_context(request, *args, **kwargs) | {
            "partner_pages": pages.defer_streamfields().order_by("title"),
            "crumbs": breadcrumbs(current=self.title),
        }


class PartnerPage(BasePage):
    """The page of a partner, with its campaigns, its events and the posts in its name."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="pages", verbose_name=_("partner")
    )
    body = StreamField(BodyBlock(), verbose_name=_("what they do"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("partner"), FieldPanel("body")]
    override_translatable_fields = [SynchronizedField("partner", overridable=False)]

    search_kind = "partner"
    parent_page_types = ["home.PartnerIndexPage"]
    subpage_types: list[str] = []
    page_description = _("What a partner does, with its campaigns and events.")
    template = "home/partner_page.html"

    class Meta:
        verbose_name = _("partner page")

    def subject_texts(self) -> list[str]:
        # Readers know a partner by any of its names.
        return [*super().subject_texts(), *self.partner.all_names]

    def mentioning_texts(self) -> list[str]:
        return stream_texts(self, "body")

    def clean(self) -> None:
        """Refuse a second page for the same partner and language."""
        super().clean()
        others = PartnerPage.objects.filter(partner_id=self.partner_id, locale_id=self.locale_id)
        if self.partner_id and others.exclude(pk=self.pk).exists():
            raise ValidationError({"partner": _("This partner already has a page.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        partner = self.partner
        occurrences = (
            Occurrence.objects.visible_to(request.user)
            .upcoming()
            .filter(event__organiser=partner)
            .for_listing()
        )
        posts = Post.objects.readable_by(request.user).filter(partner=partner)
        index_page = self.get_parent()
        return super().get_context(request, *args, **kwargs) | {
            "partner": partner,
            "badge": partner_badge(partner),
            "partner_host": urlsplit(partner.link).netloc.removeprefix("www."),
            "campaigns": CampaignPage.objects.live()
            .filter(locale=self.locale, campaign_partners__partner=partner)
            .for_cards()
            .in_phase_order()[:LISTED],
            "entries": list_items(occurrences[:LISTED], localized_themes()),
            "posts": latest(posts, LISTED),
            "crumbs": breadcrumbs(
                (index_page.get_url(request) or "", index_page.title), current=self.title
            ),
        }


def page_urls() -> dict[int, str]:
    """Return the path of each partner's page in the active language, by partner. One query."""
    pages = PartnerPage.objects.live().filter(locale__language_code=get_language())
    return {page.partner_id: url_of(page) for page in pages.defer_streamfields()}
