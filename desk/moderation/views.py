"""The inbox of moderators in the admin, with its number in the menu and on the dashboard."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from core.keyset import InvalidCursorError
from desk.dashboard import audience
from desk.dashboard.waiting import MOST, Item, Section, register, section
from desk.moderation import inbox
from residents.models import User


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show what waits for moderators, the longest waiting first."""
    if not isinstance(request.user, User) or not audience.moderates(request.user):
        raise PermissionDenied
    cursor = request.GET.get("after", "")
    try:
        items, next_cursor = inbox.read_page(request.user, cursor)
    except InvalidCursorError:
        cursor = ""
        items, next_cursor = inbox.read_page(request.user)
    own_url = reverse("desk_moderation")
    context = {
        "items": items,
        "count": inbox.count(request.user),
        "first_url": own_url if cursor else "",
        "next_url": f"{own_url}?after={next_cursor}" if next_cursor else "",
    }
    return render(request, "desk/admin/moderation.html", context)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Route the inbox. Wagtail checks that the user may enter its admin."""
    return [path("moderation/", show, name="desk_moderation")]


class _InboxMenuItem(MenuItem):
    """The inbox, with the number of what waits behind its name."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and audience.moderates(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        """Return the item of this request. The menu item itself is shared by all requests."""
        number = inbox.count(request.user) if isinstance(request.user, User) else 0
        label = f"{self.label} ({number})" if number else str(self.label)
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Add the inbox to the menu, below the calendar."""
    return _InboxMenuItem(
        gettext_lazy("Moderation"),
        reverse("desk_moderation"),
        name="desk-moderation",
        icon_name="warning",
        order=160,
    )


@register
def waiting_items(user: User) -> Section | None:
    """Return what waits for a moderator, the longest waiting first."""
    if not audience.moderates(user):
        return None
    found, _next = inbox.read_page(user, size=MOST + 1)
    items = [Item(each.title, each.url, each.kind, each.at) for each in found]
    title = _("Moderation")
    number = inbox.count(user) if items else 0
    return section(f"{title} ({number})", "warning", items, all_url=reverse("desk_moderation"))
