"""The outbox in Wagtail's admin: a report, and a panel on the dashboard.

The report does not show the mails: some hold codes and sign-in links.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.reports import ReportView

from core.primary_keys import parse_pk
from notifications.delivery.outbox_stats import figures
from notifications.delivery.worker import wake_worker
from notifications.models import OutboxMessage
from notifications.unsubscribing.scopes import ACCOUNT
from residents.models import User

# Neither the text of a mail nor the link that signs its reader in or stops their mail.
SHOWN_FIELDS = (
    *("pk", "key", "state", "channel", "to", "scope", "subject", "attempts", "created_at"),
    *("next_attempt_at", "sent_at", "last_error", "user_id"),
)


def may_view(user: User | AnonymousUser) -> bool:
    """Return whether `user` may see the report and the panel."""
    return user.has_perm("notifications.view_outboxmessage")


def may_retry(user: User | AnonymousUser) -> bool:
    """Return whether `user` may retry failed messages."""
    return user.has_perm("notifications.change_outboxmessage")


class OutboxFilterSet(WagtailFilterSet):
    """The filter by state."""

    class Meta:
        model = OutboxMessage
        fields = ["state"]


class RetryColumn(Column):
    """The last error of a message, with a button to try a failed one again."""

    cell_template_name = "notifications/admin/retry_cell.html"

    def get_cell_context_data(
        self, instance: OutboxMessage, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        is_failed = instance.state == OutboxMessage.State.FAILED
        request = parent_context["request"]
        context["can_retry"] = is_failed and may_retry(request.user)
        return context | {"csrf_token": get_token(request)}


class OutboxReportView(ReportView):
    """The messages, the newest first."""

    model = OutboxMessage
    permission_required = "view"
    page_title = gettext_lazy("Outbox")
    header_icon = "mail"
    index_url_name = "outbox_admin"
    index_results_url_name = "outbox_admin_results"
    template_name = "notifications/admin/outbox.html"
    filterset_class = OutboxFilterSet
    is_searchable = False
    no_results_message = gettext_lazy("No messages to show.")
    FORMATS = ()  # no spreadsheets

    @property
    def columns(self) -> list[Column]:
        return [
            Column("subject", label=_("About"), accessor=_shown_subject),
            Column("to", label=_("To"), accessor=_shown_recipient),
            Column("state", label=_("Status"), accessor="get_state_display"),
            DateColumn("created_at", label=_("Written")),
            NumberColumn("attempts", label=_("Attempts")),
            RetryColumn("last_error", label=_("Last error"), accessor=_short_error),
        ]

    def get_base_queryset(self) -> QuerySet[OutboxMessage]:
        return OutboxMessage.objects.only(*SHOWN_FIELDS).order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"figures": figures(), "may_retry": may_retry(self.request.user)}


def _shown_subject(message: OutboxMessage) -> str:
    # The subject of mail about an account can hold a code.
    return _("An account") if message.scope == ACCOUNT else message.subject


def _shown_recipient(message: OutboxMessage) -> str:
    is_push = message.channel == OutboxMessage.Channel.PUSH
    return message.get_channel_display() if is_push else message.to


def _short_error(message: OutboxMessage) -> str:
    return Truncator(message.last_error).chars(200)


@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Retry failed messages: one, or all."""
    if not may_retry(request.user):
        raise PermissionDenied
    rows = OutboxMessage.objects.all()
    number = request.POST.get("message", "")
    if number:
        pk = parse_pk(number)
        rows = rows.filter(pk=pk) if pk is not None else rows.none()
    count = rows.retry_failed()
    wake_worker()
    messages.success(
        request,
        ngettext(
            "Trying to send %(count)d message again.",
            "Trying to send %(count)d messages again.",
            count,
        )
        % {"count": count},
    )
    return redirect("outbox_admin")


class OutboxPanel(Component):
    """The state of the outbox, on the dashboard."""

    name = "outbox"
    template_name = "notifications/admin/panel.html"
    order = 250

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"figures": figures(), "url": reverse("outbox_admin")}


class OutboxMenuItem(MenuItem):
    """The menu item among the reports, for users who may see the report."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_view(request.user)


def menu_item() -> MenuItem:
    """Return the menu item among the reports."""
    return OutboxMenuItem(
        gettext_lazy("Outbox"),
        reverse("outbox_admin"),
        name="outbox",
        icon_name="mail",
        order=1300,
    )


urlpatterns: list[URLPattern] = [
    path("outbox/", never_cache(OutboxReportView.as_view()), name="outbox_admin"),
    path(
        "outbox/results/",
        never_cache(OutboxReportView.as_view(results_only=True)),
        name="outbox_admin_results",
    ),
    path("outbox/retry/", retry, name="outbox_admin_retry"),
]
