"""Hooks that keep editors from deleting or unpublishing a front page: the site lies under it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from home.models import HomePage


def before_removal(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete or unpublish a front page."""
    return _refuse(request) if issubclass(page.specific_class or Page, HomePage) else None


def before_bulk_action(
    request: HttpRequest, action: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    """Refuse the same for several pages."""
    if action not in {"delete", "unpublish"}:
        return None
    ids = [each.pk for each in objects if isinstance(each, Page)]
    return _refuse(request) if HomePage.objects.filter(pk__in=ids).exists() else None


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _("A front page cannot be deleted or unpublished. The whole site lies under it."),
    )
    return redirect("wagtailadmin_explore_root")
