"""Stop suspended people from writing in the forum, whatever form they send.

New forms of the forum are refused until they are named here; reading, the account and the rights to
one's own data lie elsewhere, and stay. So do events of the authority and its partners, and pledges:
they reach no neighbour. Sign-up for a meetup does, and is refused.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from events.models import Occurrence
from residents.models import User
from residents.suspensions import suspension_of

_PREFIX = "forum:"
# To appeal, to withdraw what waits, to answer a mailed link, to block somebody, and to mark all
# as read.
_ALLOWED = {
    *("forum:block", "forum:blocks", "forum:all_read"),
    *("forum:decision", "forum:held_withdraw", "forum:report_confirm"),
    *("forum:anonymous_issue_confirm", "forum:anonymous_issue_stop"),
}
_SIGN_UP = "events:sign_up"
# What people type into the forms of the forum, so that it is not lost.
_TEXTS = ("title", "body", "text")
_READING = {"GET", "HEAD", "OPTIONS"}


class SuspensionMiddleware:
    """Show the suspension instead of a form, and in answer to a form that was open already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Look at forms only: pages that anybody reads must not depend on who reads them."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_sign_up = name == _SIGN_UP
        if not (is_sign_up or name.startswith(_PREFIX)) or name in _ALLOWED:
            return None
        is_form = name in settings.WRITING_FORMS
        if not is_form and request.method in _READING:
            return None
        user = request.user
        suspension = suspension_of(user.pk) if isinstance(user, User) else None
        if suspension is None or (is_sign_up and not _is_for_meetup(kwargs)):
            return None
        context = {
            "title": _("You cannot write here now"),
            "suspension": suspension,
            "typed": [text for name in _TEXTS if (text := request.POST.get(name, "").strip())],
            "robots": "noindex",
            "alternates": [],
        }
        response = render(request, "forum/moderation/suspended.html", context, status=403)
        response["Cache-Control"] = "private, no-store"
        return response


def _is_for_meetup(kwargs: dict[str, Any]) -> bool:
    return Occurrence.objects.filter(pk=kwargs["occurrence_id"], event__by_neighbours=True).exists()
