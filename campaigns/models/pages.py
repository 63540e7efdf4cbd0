"""Campaign pages, with their partners and tags."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.models import BasePage, Partner, Theme
from core.models.searchable import stream_texts
from core.slugs import PageForm
from core.tags import localized_tags, search_texts
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons
from notifications.notices.inbox import mark_topic_seen


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


class CampaignPage(BasePage):
    """A campaign. Its parent is the page of its theme."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ACTIVE = "active", _("Under way")
        FINISHED = "finished", _("Finished")

    # The theme of the parent page, stored so that lists of campaigns need no parents.
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, editable=False, related_name="campaigns"
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ACTIVE)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    tags = ClusterTaggableManager(through=CampaignTag, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("status"),
        FieldPanel("body"),
        InlinePanel("campaign_partners", label=_("Partner")),
        FieldPanel("tags"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.FilterField("theme_id"),
        index.FilterField("status"),
    ]
    override_translatable_fields = [
        SynchronizedField("status", overridable=False),
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

    def subject_texts(self) -> list[str]:
        theme = [self.theme.name_in(self.search_language())] if self.theme else []
        tags = search_texts(self.tags.all(), self.search_language())
        return [*super().subject_texts(), *theme, *tags]

    def mentioning_texts(self) -> list[str]:
        return stream_texts(self, "body")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the theme from the parent page, then save."""
        parent = self.get_parent() if self.depth else None
        if parent is not None:
            self.theme_id = getattr(parent.specific, "theme_id", None)
        super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        topic = topics.campaign(self.translation_key)
        mark_topic_seen(request, topic)
        followable = [(topic, gettext("this campaign"))]
        tags = localized_tags(self.tags.all())
        followable += [(topics.tag(tag.slug), tag.name) for tag in tags]
        follow, *tag_follows = buttons(request, followable)
        context = super().get_context(request, *args, **kwargs)
        links = self.campaign_partners.select_related("partner", "partner__logo")
        return context | {
            "partners": [link.partner for link in links],
            "follows": [follow],
            "tags": tags,
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
