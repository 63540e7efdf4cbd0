"""Where editors choose a kit for a campaign: the list begins among the kits."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.chooser import BrowseView
from wagtail.models import Page

from campaigns.models import KitPage


class ChooseKitView(BrowseView):
    """Wagtail's list of pages to choose from.

    Wagtail begins where the kits of all languages meet, which is the root of all pages. Editors
    choose on pages in the source language, and translations follow.
    """

    def get(self, request: HttpRequest, parent_page_id: Any = None) -> HttpResponse:
        """Begin at the page that all kits in the source language are below."""
        if parent_page_id is None:
            kits = Page.objects.type(KitPage).filter(locale__language_code=settings.LANGUAGE_CODE)
            if kits.exists():
                parent_page_id = kits.first_common_ancestor().pk
        return super().get(request, parent_page_id)
