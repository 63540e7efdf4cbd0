"""What approvers without permissions in the page tree need, and Wagtail does not allow them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.models import Page
from wagtail.permissions import policy_registry


def allow_preview() -> None:
    """Let approvers use the preview beside the form.

    Wagtail asks for a permission to change any page at all; the view then asks for this page.
    """
    PreviewOnEditView.permission_required = None


def after_edit(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead approvers who may not see the list of pages to the first page of the admin."""
    if "action-workflow-action" not in request.POST:
        return None
    _say_what_happened(request, page)
    if policy_registry.get_by_type(Page).explorable_root_instance(request.user) is not None:
        return None
    return redirect("wagtailadmin_home")


def _say_what_happened(request: HttpRequest, page: Page) -> None:
    """Tell the approver. Wagtail says only that the page has been updated."""
    title = page.get_admin_display_title()
    action = request.POST.get("workflow-action-name")
    if action == "approve":
        # The last approval publishes another copy of the page, unless it has a later date.
        is_public = Page.objects.filter(pk=page.pk, live=True, has_unpublished_changes=False)
        text = (
            _("You have approved “%(title)s”, and it is published.")
            if is_public.exists()
            else _("You have approved “%(title)s”. It is not published yet.")
        )
        messages.success(request, text % {"title": title})
    elif action == "reject":
        messages.success(
            request, _("You have asked for changes of “%(title)s”.") % {"title": title}
        )
