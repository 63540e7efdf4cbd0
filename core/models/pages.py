"""The base class of all pages: fields for presentation only."""

from http import HTTPMethod
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, PageViewRestriction

from core import reserved_slugs
from core.expiry_panel import PublishingPanelWithExpiry
from core.models.cpr_guard import GuardedModel
from core.models.searchable import Searchable
from core.page_routing import are_pages_restricted
from core.reading_panel import ReadingPanel
from core.slug_panel import SlugPanel
from core.slugs import AsciiCopyForm, PageForm
from core.text.normalization import slug


class BasePage(Searchable, GuardedModel, Page):
    """A page with a summary for lists and a mark for example content."""

    summary = models.CharField(
        _("summary"),
        max_length=240,
        blank=True,
        help_text=_("One or two sentences, shown in lists and under the title."),
    )
    is_example = models.BooleanField(
        _("example"),
        default=False,
        help_text=_("Marks the page as an invented example."),
    )

    slug: str  # Wagtail's field, which has no type
    # Every page is public: lists, search and shared caches rely on it.
    private_page_options: list[str] = []
    base_form_class = PageForm
    copy_form_class = AsciiCopyForm
    # Pages only show content; forms post to the hub's own views.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        ReadingPanel(heading=_("How hard it is to read"), icon="glasses"),
    ]
    promote_panels = [
        Page.promote_panels[0],
        SlugPanel(),
        *Page.promote_panels[1:],
        MultiFieldPanel([FieldPanel("is_example")], heading=_("Example content")),
    ]
    settings_panels = [PublishingPanelWithExpiry(), *Page.settings_panels[1:]]
    search_fields = [*Page.search_fields, *Searchable.keyword_search_fields]
    # What the open data holds beside Wagtail's own fields: all of it is on the page.
    api_fields = [APIField("summary"), APIField("is_example")]

    class Meta:
        abstract = True

    def subject_texts(self) -> list[str]:
        return [self.title, self.summary]

    def search_language(self) -> str:
        return str(self.locale.language_code)

    def is_searchable(self) -> bool:
        return bool(self.live)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Return the restrictions, without a look at each ancestor if there are none at all."""
        if not are_pages_restricted():
            return PageViewRestriction.objects.none()
        restrictions: models.QuerySet[PageViewRestriction] = super().get_view_restrictions()
        return restrictions

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._write_slug_in_ascii()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Check what a draft must have, with the slug that a published page would get."""
        self._write_slug_in_ascii()
        super().minimal_clean()

    def _write_slug_in_ascii(self) -> None:
        """Keep the slug in ASCII, and make one from the title if there is none.

        Wagtail would drop the letters that are not ASCII.
        """
        if not self.slug.isascii():
            self.slug = slug(self.slug, max_length=255)
        # Until the page has a place in the tree, it has no siblings to differ from.
        has_parent = bool(self.path or getattr(self, "_cached_parent_obj", None))
        if not self.slug and has_parent and (proposed := slug(self.title, max_length=100)):
            if reserved_slugs.is_hidden(proposed, self.get_parent()):
                proposed = f"{proposed}-1"
            self.slug = find_available_slug(self.get_parent(), proposed, ignore_page_id=self.pk)

    def clean(self) -> None:
        super().clean()
        if reserved_slugs.is_hidden(self.slug, self.get_parent()):
            raise ValidationError({"slug": reserved_slugs.MESSAGE})
