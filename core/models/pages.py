"""The base class of all pages: fields for presentation only."""

from http import HTTPMethod

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from core.models.cpr_guard import GuardedModel


class BasePage(GuardedModel, Page):
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
        help_text=_("Marks the page as invented for demonstration."),
    )

    # Every page is public: lists, search and shared caches rely on it.
    private_page_options: list[str] = []
    # Pages only show content; forms post to the hub's own views.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("is_example")], heading=_("Demonstration")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        abstract = True
