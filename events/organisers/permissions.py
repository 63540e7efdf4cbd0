"""Permissions of organisers: who may see the attendees of an event and act for them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from events.models import Event, Occurrence, SignUp
from residents.models import User
from residents.requests import SignedInRequest

# Takes a user, returns the translation keys of the events that they may organise.
FindKeys = Callable[[User], QuerySet[Any, Any]]

_editable_events: list[FindKeys] = []


def register_editors(find_keys: FindKeys) -> None:
    """Make users organisers of the events whose translation keys `find_keys` returns for them.

    `events.pages` registers the users who may edit an event's page, which this package must not
    import.
    """
    if find_keys not in _editable_events:
        _editable_events.append(find_keys)


def events_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Event]:
    """Return the events that `user` may organise. One query.

    Events of the partners of which the user is a member, and events found by `register_editors`:
    those whose page the user may edit in Wagtail, in any language.
    """
    if not isinstance(user, User) or not user.is_active:
        return Event.objects.none()
    allowed = Q(organiser__memberships__user=user)
    for find_keys in _editable_events:
        allowed |= Q(translation_key__in=find_keys(user))
    return Event.objects.filter(allowed).distinct()


def may_organise(user: AbstractBaseUser | AnonymousUser, event: Event) -> bool:
    """Whether `user` may see the attendees of `event` and act for them."""
    return events_of(user).filter(pk=event.pk).exists()


def for_organisers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Restrict a view to the organisers of an occurrence, and pass it the occurrence.

    Redirects anonymous users to the login. Raises `PermissionDenied` for other users, and `Http404`
    if the event is not published. If the URL contains `signup_id`, passes the sign-up as `signup`;
    raises `Http404` unless it belongs to the occurrence.
    """

    @never_cache
    @login_required
    @wraps(view)
    def checked(
        request: SignedInRequest, occurrence_id: int, signup_id: int | None = None, **kwargs: Any
    ) -> HttpResponse:
        occurrence = get_object_or_404(Occurrence.objects.for_listing(), pk=occurrence_id)
        if not may_organise(request.user, occurrence.event):
            if occurrence.event.is_published:
                raise PermissionDenied
            raise Http404
        if signup_id is not None:
            kwargs["signup"] = get_object_or_404(
                occurrence.signups.select_related("occurrence__event", "added_by"), pk=signup_id
            )
        return view(request, occurrence, **kwargs)

    return checked


def organiser_of(user: AbstractBaseUser | AnonymousUser, code: str) -> SignUp | None:
    """Return the sign-up with this code if `user` organises its event; None otherwise."""
    # PostgreSQL refuses NUL in a parameter, and no code contains other characters.
    if not user.is_authenticated or not (code.isascii() and code.isalnum()):
        return None
    signup = SignUp.objects.filter(code=code).select_related("occurrence__event__area").first()
    if signup is None or not may_organise(user, signup.occurrence.event):
        return None
    return signup
