"""Campaign pages, with their partners and tags."""

from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from campaigns.blocks import CampaignBodyBlock, UpdatesBlock
from campaigns.models.phases import CampaignManager, Phase, phase_of
from campaigns.period import format_period
from core.models import BasePage, Partner, Theme
from core.models.page_parts import CONTACT_FACTS, HasContact, HasMainPicture, contact_panel
from core.models.searchable import stream_texts
from core.slugs import PageForm
from core.social.cards import SharedPage
from core.structured_data import as_json_ld, site_organisation
from core.tags import localized_tags, published_tags, search_texts
from core.themes import localized_themes
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons
from notifications.notices.inbox import mark_topic_seen

# Return what a part of the campaign, such as its pledges, adds to the context of its page.
ContextPart = Callable[["CampaignPage", HttpRequest], dict[str, Any]]
_context_parts: list[ContextPart] = []


def register_context_part(part: ContextPart) -> None:
    """Let `part` add to the context of campaign pages. To be called in `AppConfig.ready()`."""
    _context_parts.append(part)


class CampaignPageForm(PageForm):
    """Says at its field that a partner is in the list twice; Django says it of the whole row."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        partners = self.formsets["campaign_partners"]
        partners.is_valid()
        for form in partners.forms:
            if form.errors.pop(NON_FIELD_ERRORS, None):
                form.add_error("partner", _("This partner is already in the list."))
        return cleaned


class CampaignTag(TaggedItemBase):
    content_object = ParentalKey(
        "campaigns.CampaignPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class CampaignPage(HasMainPicture, HasContact, SharedPage, BasePage):
    """A campaign. Its parent is the page of its theme."""

    # The theme of the parent page, stored so that lists of campaigns need no parents.
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, editable=False, related_name="campaigns"
    )
    starts_on = models.DateField(
        _("first day"), null=True, blank=True, help_text=_("Leave empty if it has already begun.")
    )
    ends_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("Leave empty if there is no end date yet."),
    )
    body = StreamField(CampaignBodyBlock(), verbose_name=_("body"), blank=True)
    updates = StreamField(
        UpdatesBlock(),
        verbose_name=_("updates"),
        blank=True,
        help_text=_("What has happened, and what came of it. Followers are told of each once."),
    )
    shows_answers = models.BooleanField(
        _("show readers what followers answer"),
        default=False,
        help_text=_("After a result, followers are asked: “Did you get an answer?”"),
    )
    tags = ClusterTaggableManager(through=CampaignTag, blank=True)

    objects: ClassVar[Any] = CampaignManager()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("picture"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")], heading=_("Period")),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("updates"), FieldPanel("shows_answers")], heading=_("What came of it")
        ),
        InlinePanel("campaign_partners", heading=_("Partners"), label=_("partner")),
        contact_panel(),
        FieldPanel("tags"),
    ]
    api_fields = [
        *BasePage.api_fields,
        *map(APIField, ("theme_slug", "starts_on", "ends_on", "phase")),
    ]
    _draft_tags: list[Tag] | None = None
    search_kind = "campaign"
    search_fields = [*BasePage.search_fields, index.FilterField("theme_id")]
    # Everything but the words is the same in every language, and edited on the source page.
    override_translatable_fields = [
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                *("starts_on", "ends_on", "picture", "shows_answers"),
                *CONTACT_FACTS,
            )
        ),
        SynchronizedField("tagged_items", overridable=False),
        SynchronizedField("campaign_partners", overridable=False),
    ]

    base_form_class = CampaignPageForm
    parent_page_types = ["home.ThemePage"]
    subpage_types: list[str] = []
    page_description = _("What the partnership is doing about a theme, and what has come of it.")
    template = "campaigns/campaign_page.html"

    class Meta:
        verbose_name = _("campaign page")

    @property
    def theme_slug(self) -> str:
        """The theme as addresses name it; "" without one."""
        theme = localized_themes().get(self.theme_id)
        return theme.slug if theme else ""

    @property
    def phase(self) -> Phase:
        """Where it stands today."""
        return phase_of(self.starts_on, self.ends_on, timezone.localdate())

    @property
    def period(self) -> str:
        """The first and the last day in words; "" without both."""
        return format_period(self.starts_on, self.ends_on)

    @property
    def poster_url(self) -> str:
        """The path of the page that prints a poster; "" for drafts, and once it is over."""
        if not self.live or self.phase == Phase.OVER:
            return ""
        return reverse("campaign_posters:poster", args=[self.pk, "a4"])

    @property
    def standing(self) -> str:
        """The phase, and what a reader wants to know beside it: the first or the last day."""
        phase = self.phase
        day = {
            Phase.COMING: format_period(self.starts_on, None),
            Phase.RUNNING: format_period(None, self.ends_on),
            Phase.OVER: self.period if self.starts_on else "",
        }[phase]
        return f"{phase.label} · {day}" if day else str(phase.label)

    @property
    def own_tags(self) -> list[Tag]:
        """Its tags, which are held; in a preview those of the draft."""
        return published_tags(self) if self._draft_tags is None else self._draft_tags

    @property
    def partners(self) -> list[Partner]:
        """The partners in the order that editors gave them. One query."""
        return [link.partner for link in self.campaign_partners.select_related("partner")]

    def clean(self) -> None:
        super().clean()
        errors = self.errors_of_contact()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            late = _("The last day cannot be before the first.")
            errors["ends_on"] = ValidationError(late)
        if errors:
            raise ValidationError(errors)

    def subject_texts(self) -> list[str]:
        theme = [self.theme.name_in(self.search_language())] if self.theme else []
        tags = search_texts(self.tags.all(), self.search_language())
        return [*super().subject_texts(), *theme, *tags]

    def partner_texts(self) -> list[str]:
        partners = [*self.partners, self.contact_partner]
        return [name for partner in partners if partner for name in partner.all_names]

    def mentioning_texts(self) -> list[str]:
        return [*stream_texts(self, "body"), *stream_texts(self, "updates")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the theme from the parent page, then save."""
        parent = self.get_parent() if self.depth else None
        if parent is not None:
            self.theme_id = getattr(parent.specific, "theme_id", None)
        super().save(*args, **kwargs)

    def structured_data(self) -> SafeString:
        """Return the page as a schema.org Article, safe inside a script element."""
        url = urljoin(settings.BASE_URL, self.full_url or "")
        published, changed = self.first_published_at, self.last_published_at
        organisation = site_organisation()
        article = {
            "@type": "Article",
            "headline": self.title,
            "description": self.search_description or self.summary,
            "url": url,
            "mainEntityOfPage": url,
            "inLanguage": self.locale.language_code,
            "image": self.social_card(self.locale.language_code).url,
            "datePublished": published.isoformat() if published else "",
            "dateModified": changed.isoformat() if changed else "",
            "author": organisation,
            "publisher": organisation,
        }
        return as_json_ld([article])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if getattr(request, "is_preview", False):
            self._draft_tags = list(self.tags.all())
        topic = topics.campaign(self.translation_key)
        mark_topic_seen(request, topic)
        followable = [(topic, gettext("this campaign"))]
        tags = localized_tags(self.own_tags)
        followable += [(topics.tag(tag.slug), tag.name) for tag in tags]
        follow, *tag_follows = buttons(request, followable)
        context = super().get_context(request, *args, **kwargs)
        for part in _context_parts:
            context |= part(self, request)
        return context | {
            "structured_data": self.structured_data() if self.live else "",
            "follows": [follow],
            # A tuple, as part of the key of a held piece.
            "tags": tuple(tags),
            "tags_to_follow": [each for each in tag_follows if not each.mode],
        }


class CampaignPartner(Orderable):
    page = ParentalKey(CampaignPage, on_delete=models.CASCADE, related_name="campaign_partners")
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="+", verbose_name=_("partner")
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "partner"], name="campaign_partner_once")
        ]
