"""A half-written text outlives the session: what cannot be taken is kept, and shown again.

A form of the forum may arrive when its writer is no longer signed in, or when they signed in anew
in another window, which makes the form's token against forgery stale. Nothing is done then, but the
text is kept as a `Draft`. Its link leads through the sign-in back to the form.
"""

import datetime
import functools
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN, REASON_BAD_REFERER
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from core import rate_limits
from forum.models import Draft
from residents.models import User

# As long as the longest text of the forms, and a little for what Markdown adds.
LONGEST = 25_000
# What a database keeps as a number.
LARGEST = 2**63 - 1
# A form that another site sent is not the reader's own text.
_FOREIGN = tuple(reason.split("%s", 1)[0] for reason in (REASON_BAD_ORIGIN, REASON_BAD_REFERER))

View = Callable[..., HttpResponse]


def keeps_draft(*fields: str) -> Callable[[View], View]:
    """Ask for a sign-in, as `login_required` does, but keep what was typed in those `fields`."""

    def decorate(view: View) -> View:
        inner = login_required(view)

        @functools.wraps(view)
        def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                draft = keep(request)
                if draft is not None:
                    return redirect(draft)
            return inner(request, *args, **kwargs)

        outer.draft_fields = fields  # type: ignore[attr-defined]
        return outer

    return decorate


def keep(request: HttpRequest) -> Draft | None:
    """Keep what `request` sent, if it was to a form that keeps drafts and holds any text.

    A draft that is sent once more is kept in its place.
    """
    match = request.resolver_match
    names = getattr(match.func, "draft_fields", ()) if match else ()
    fields = {
        # PostgreSQL stores no NUL.
        name: request.POST[name].replace("\0", "")[:LONGEST]
        for name in names
        if name in request.POST
    }
    if match is None or not any(fields.get(name, "").strip() for name in ("title", "body")):
        return None
    writer = request.user if isinstance(request.user, User) else None
    earlier = _asked_for(request, writer)
    if earlier is not None:
        Draft.objects.filter(pk=earlier.pk).update(fields=fields, writer=writer)
        return earlier
    object_id = _object_id(request)
    if (object_id or 0) > LARGEST:
        return None
    # Anybody can send a text without a sign-in; the limit keeps them from filling the database.
    if writer is None and not rate_limits.allows(request, "draft"):
        return None
    return Draft.objects.create(
        route=match.view_name, object_id=object_id, fields=fields, writer=writer
    )


def shown_again(request: HttpRequest) -> dict[str, Any]:
    """Return what the form of `request` is filled in with: the draft that ?draft= names."""
    user = request.user
    draft = _asked_for(request, user) if isinstance(user, User) else None
    return dict(draft.fields) if draft else {}


def used(request: HttpRequest) -> None:
    """Delete the draft that `request` has written into the forum."""
    if isinstance(request.user, User) and (token := _read_token(request.GET.get("draft", ""))):
        Draft.objects.open_to(request.user).filter(token=token).delete()


def prune() -> int:
    """Delete what nobody came back for; return how many."""
    deleted, _by_model = Draft.objects.expired().delete()
    return deleted


@require_safe
@never_cache
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """Say that a text is kept, and lead through the sign-in back to its form."""
    user = request.user
    found = Draft.objects.open_to(user) if isinstance(user, User) else Draft.objects.fresh()
    draft = found.filter(token=_read_token(token)).first()
    if draft is not None and user.is_authenticated:
        return redirect(draft.form_url)
    context: dict[str, Any] = {
        "draft": draft,
        "until": draft and draft.created_at + datetime.timedelta(hours=settings.DRAFT_HOURS),
        "sign_in_url": draft and redirect_to_login(draft.get_absolute_url()).url,
        "robots": "noindex",
        "alternates": [],
    }
    response = render(request, "forum/draft.html", context, status=200 if draft else 404)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@sensitive_post_parameters()
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Do nothing of what was asked, but keep what was written, and say how to go on."""
    draft = None if reason.startswith(_FOREIGN) else keep(request)
    return render(request, "403_csrf.html", {"draft": draft, "reason": reason}, status=403)


def _asked_for(request: HttpRequest, user: User | None) -> Draft | None:
    """Return the draft that ?draft= names, if it belongs to this form and `user` may open it."""
    token, match = _read_token(request.GET.get("draft", "")), request.resolver_match
    if not token or match is None:
        return None
    may_open = Draft.objects.open_to(user) if user else Draft.objects.fresh().filter(writer=None)
    return may_open.filter(
        token=token, route=match.view_name, object_id=_object_id(request)
    ).first()


def _object_id(request: HttpRequest) -> int | None:
    """Return the number in the address of the form, if there is one."""
    match = request.resolver_match
    return next(iter(match.kwargs.values()), None) if match else None


def _read_token(text: str) -> str:
    """Return `text` if it could be a token, or nothing. A database would choke on a NUL."""
    return text if re.fullmatch(r"[\w-]{20,64}", text, re.ASCII) else ""
