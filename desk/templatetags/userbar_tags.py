"""Wagtail's user bar on the pages of the site, for editors only."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar
from wagtail.models import Page

from core.caching.held_values import HeldValues
from residents.models import User

register = template.Library()

_held: HeldValues[frozenset[int]] = HeldValues()


@register.simple_tag(takes_context=True)
def editors_bar(context: dict[str, Any]) -> str:
    """Show the user bar on a page to those who may enter the admin, and in previews.

    Everybody else gets nothing, and no query: pages of anonymous readers stay the same for all.
    """
    request = context.get("request")
    page = context.get("page")
    is_page = isinstance(page, Page) and page.pk
    is_preview = getattr(request, "is_preview", False)
    if not isinstance(request, HttpRequest) or not (is_preview or (is_page and _enters(request))):
        return SafeString("")
    return str(wagtailuserbar(context))


def _enters(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return isinstance(user, User) and (user.is_superuser or user.pk in _held.get("all", _load))


def _load() -> frozenset[int]:
    """Return the primary keys of those whose group may enter the admin."""
    members = User.groups.through.objects.filter(
        group__permissions__codename="access_admin",
        group__permissions__content_type__app_label="wagtailadmin",
    )
    return frozenset(members.values_list("user_id", flat=True))
