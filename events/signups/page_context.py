"""Context and responses that the pages of a sign-up share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.themes import localized_themes
from core.token_pages import token_page
from events.display.formatting import format_location
from events.display.list_items import list_items
from events.models import Occurrence, SignUp
from events.signups import token_links
from events.signups.token_links import SignUpLinks

SignUpView = Callable[[HttpRequest, SignUp], HttpResponse]
TokenView = Callable[..., HttpResponse]


def visible_occurrence(request: HttpRequest, occurrence_id: int) -> Occurrence:
    """Return the occurrence with everything a page shows; raise `Http404` if it is not public."""
    visible = Occurrence.objects.visible_to(request.user).for_listing()
    return get_object_or_404(visible, pk=occurrence_id)


def signup_page_context(
    request: HttpRequest, occurrence: Occurrence, signup: SignUp | None = None
) -> dict[str, Any]:
    """Return the context of a page about `occurrence` and, if given, about one sign-up for it."""
    [entry] = list_items([occurrence], localized_themes())
    return {
        "entry": entry,
        "occurrence": occurrence,
        "place": format_location(occurrence),
        "signup": signup,
        "queue_position": signup.queue_position if signup else None,
        "links": SignUpLinks(signup) if signup else None,
        "robots": "noindex",
    }


def signup_token_page(purpose: str) -> Callable[[SignUpView], TokenView]:
    """Make a view of a sign-up the token page for `purpose`; an invalid token answers 404."""

    def decorate(view: SignUpView) -> TokenView:
        @token_page
        @wraps(view)
        def page(request: HttpRequest, token: str) -> HttpResponse:
            signup = token_links.find(token, purpose)
            if signup is None:
                context = {"robots": "noindex"}
                return render(request, "events/unknown_link.html", context, status=404)
            return view(request, signup)

        return page

    return decorate
