"""What administrators see of the outbox: a panel on the dashboard, and a list.

Nobody reads mails here: there are codes and links to sign in with among them.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from core.primary_keys import parse_pk
from notifications.delivery import worker as delivery
from notifications.delivery.outbox_stats import figures
from notifications.models import OutboxMessage
from notifications.unsubscribing.scopes import ACCOUNT

PER_PAGE = 50
# Not the words of a mail, nor the address that signs somebody in or stops their mail.
SHOWN = (
    *("pk", "key", "state", "channel", "to", "scope", "subject", "attempts", "created_at"),
    *("next_attempt_at", "sent_at", "last_error", "user_id"),
)


def may_watch(user: Any) -> bool:
    """Whether `user` may see how the outbox is doing."""
    return bool(user.has_perm("notifications.view_outboxmessage"))


def may_retry(user: Any) -> bool:
    """Whether `user` may have given up messages tried again."""
    return bool(user.has_perm("notifications.change_outboxmessage"))


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """List the messages of one state, the newest first."""
    if not may_watch(request.user):
        raise PermissionDenied
    state = request.GET.get("state", "")
    rows = OutboxMessage.objects.only(*SHOWN).order_by("-pk")
    if state in OutboxMessage.State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "figures": figures(),
        "page": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
        "state": state,
        "states": OutboxMessage.State.choices,
        "account": ACCOUNT,
        "may_retry": may_retry(request.user),
    }
    return render(request, "notifications/admin/outbox.html", context)


@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Have what was given up tried again: one message, or all."""
    if not may_retry(request.user):
        raise PermissionDenied
    rows = OutboxMessage.objects.all()
    number = request.POST.get("message", "")
    if number:
        pk = parse_pk(number)
        rows = rows.filter(pk=pk) if pk is not None else rows.none()
    count = rows.retry_failed()
    delivery.wake_worker()
    messages.success(
        request,
        ngettext("%(count)d message is tried again.", "%(count)d messages are tried again.", count)
        % {"count": count},
    )
    return redirect("outbox_admin")


class OutboxPanel(Component):
    """How the outbox is doing, on the dashboard."""

    name = "outbox"
    template_name = "notifications/admin/panel.html"
    order = 250

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the numbers."""
        return {"figures": figures(), "url": reverse("outbox_admin")}


class OutboxMenuItem(MenuItem):
    """Seen by those who may see how the outbox is doing."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the signed-in user may."""
        return may_watch(request.user)


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return OutboxMenuItem(
        _("Outbox"), reverse("outbox_admin"), name="outbox", icon_name="mail", order=1200
    )


def urls() -> list[URLPattern]:
    """Return the routes. Wagtail lets nobody near them who may not enter its admin."""
    return [
        path("outbox/", outbox, name="outbox_admin"),
        path("outbox/retry/", retry, name="outbox_admin_retry"),
    ]
