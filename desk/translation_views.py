"""Submitting pages for translation: for those who may edit the page only.

wagtail-localize asks for the right to translate at all, whatever the page.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from wagtail.models import Page
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView


class SubmitEditablePageView(SubmitPageTranslationView):
    """Submit a page that the user may edit."""

    def get_object(self) -> Page:
        page: Page = super().get_object()
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return page


class UpdateEditableTranslationsView(UpdateTranslationsView):
    """Bring the translations up to date of what the user may edit, and publish if they may."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        source = self.get_object().get_source_instance()
        if isinstance(source, Page):
            permissions = source.permissions_for_user(request.user)
            publishes = request.POST.get("publish_translations")
            if not permissions.can_edit() or (publishes and not permissions.can_publish()):
                raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response
