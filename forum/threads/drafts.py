"""Keep the fields of a submitted form when the session or its CSRF token has expired.

The request changes nothing else. Its fields are kept as a `Draft`, whose URL leads through the
sign-in back to the form.
"""

import datetime
import functools
import logging
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
from core.error_pages import error_page
from forum.models import Draft
from residents.models import User

logger = logging.getLogger(__name__)

# Characters kept of each field: a little more than the forms allow.
FIELD_CHARACTERS = 25_000
# The largest number that a database column holds.
LARGEST_PK = 2**63 - 1
# Why Django refuses forms of other sites, whose texts are not the reader's own.
_FOREIGN_REASONS = tuple(
    reason.split("%s", 1)[0] for reason in (REASON_BAD_ORIGIN, REASON_BAD_REFERER)
)

View = Callable[..., HttpResponse]


def keeps_draft(*fields: str) -> Callable[[View], View]:
    """Make a view require a sign-in, as `login_required` does, and keep `fields` of a POST."""

    def decorate(view: View) -> View:
        login_required_view = login_required(view)

        @functools.wraps(view)
        def draft_keeping_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                draft = keep_draft(request)
                if draft is not None:
                    return redirect(draft)
            return login_required_view(request, *args, **kwargs)

        draft_keeping_view.draft_fields = fields  # type: ignore[attr-defined]
        return draft_keeping_view

    return decorate


def keep_draft(request: HttpRequest) -> Draft | None:
    """Keep the fields of a POST as a draft and return it.

    Returns None if the view does not keep drafts, or there is no text. A form that was filled in
    from a draft replaces that draft.
    """
    match = request.resolver_match
    names = getattr(match.func, "draft_fields", ()) if match else ()
    fields = {
        # PostgreSQL stores no NUL.
        name: request.POST[name].replace("\0", "")[:FIELD_CHARACTERS]
        for name in names
        if name in request.POST
    }
    # The other fields of a text are chosen quickly again. The form of the tags has no text.
    typed = {"title", "body", "happened_when", "people_did"} & set(names) or set(names)
    if match is None or not any(fields.get(name, "").strip() for name in typed):
        return None
    writer = request.user if isinstance(request.user, User) else None
    existing = _requested_draft(request, writer)
    if existing is not None:
        Draft.objects.filter(pk=existing.pk).update(fields=fields, writer=writer)
        return existing
    object_id = _object_id(request)
    if (object_id or 0) > LARGEST_PK:
        return None
    # Each refused form is kept, so the limit keeps people from filling the database. A form with a
    # wrong CSRF token has not been counted before.
    if not rate_limits.allows(request, "own_draft" if writer else "draft"):
        return None
    return Draft.objects.create(
        route=match.view_name, object_id=object_id, fields=fields, writer=writer
    )


def requested_fields(request: HttpRequest) -> dict[str, Any]:
    """Return the fields of the draft in ?draft=<token>, for the form's initial values."""
    user = request.user
    draft = _requested_draft(request, user) if isinstance(user, User) else None
    return dict(draft.fields) if draft else {}


def delete_requested(request: HttpRequest) -> None:
    """Delete the draft in ?draft=<token>, once its text is posted."""
    if isinstance(request.user, User) and (token := _read_token(request.GET.get("draft", ""))):
        Draft.objects.open_to(request.user).filter(token=token).delete()


def delete_expired() -> int:
    """Delete the expired drafts; return how many."""
    deleted, _by_model = Draft.objects.expired().delete()
    return deleted


@require_safe
@never_cache
def show_draft(request: HttpRequest, token: str) -> HttpResponse:
    """Link to the form of a draft, through the sign-in; redirect to it once signed in."""
    user = request.user
    drafts = Draft.objects.open_to(user) if isinstance(user, User) else Draft.objects.fresh()
    draft = drafts.filter(token=_read_token(token)).first()
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
    """Answer 403 to a POST without a valid CSRF token, and keep its text as a draft."""
    draft = None
    if not reason.startswith(_FOREIGN_REASONS):
        try:
            draft = keep_draft(request)
        except Exception:
            logger.exception("The text of a form without a CSRF token cannot be kept.")
    return error_page(request, 403, "403_csrf.html", {"draft": draft})


def _requested_draft(request: HttpRequest, user: User | None) -> Draft | None:
    """Return the draft in ?draft=<token> if it belongs to this form and `user` may open it."""
    token, match = _read_token(request.GET.get("draft", "")), request.resolver_match
    if not token or match is None:
        return None
    drafts = Draft.objects.open_to(user) if user else Draft.objects.fresh().filter(writer=None)
    return drafts.filter(token=token, route=match.view_name, object_id=_object_id(request)).first()


def _object_id(request: HttpRequest) -> int | None:
    """Return the primary key in the URL of the form, if there is one."""
    match = request.resolver_match
    return next(iter(match.kwargs.values()), None) if match else None


def _read_token(text: str) -> str:
    """Return `text` if it has the form of a token, or "". PostgreSQL fails on NUL characters."""
    return text if re.fullmatch(r"[\w-]{20,64}", text, re.ASCII) else ""
