"""Who is an organiser of an event."""

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

# Given a user, a queryset of the translation keys of events that they may organise.
FindKeys = Callable[[User], QuerySet[Any, Any]]

_editable_events: list[FindKeys] = []


def register_editors(find_keys: FindKeys) -> None:
    """Let the users that `find_keys` returns events for organise those events.

    For what stands above this package: whoever may edit an event's page is an organiser.
    """
    if find_keys not in _editable_events:
        _editable_events.append(find_keys)


def events_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Event]:
    """Return the events that `user` may organise: one query, however many there are.

    Those of the partners they belong to, and those that `register_editors` names: events whose
    page they may edit in Wagtail, in any language.
    """
    if not isinstance(user, User) or not user.is_active:
        return Event.objects.none()
    allowed = Q(organiser__memberships__user=user)
    for find_keys in _editable_events:
        allowed |= Q(translation_key__in=find_keys(user))
    return Event.objects.filter(allowed).distinct()


def may_organise(user: AbstractBaseUser | AnonymousUser, event: Event) -> bool:
    """Whether `user` may see who comes to `event`, and act for them."""
    return events_of(user).filter(pk=event.pk).exists()


def for_organisers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let nobody in but the organisers of the occurrence, and hand it to the view.

    Strangers are led to the sign-in. Others are told that they may not, or that there is nothing
    where the occurrence is not public. A sign-up named in the address is handed over, too; it is
    the occurrence's own.
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
    """Return the sign-up of that code, if `user` may receive people there; None otherwise."""
    # Not everything that is typed into an address can be asked of a database.
    if not user.is_authenticated or not (code.isascii() and code.isalnum()):
        return None
    signup = SignUp.objects.filter(code=code).select_related("occurrence__event__area").first()
    if signup is None or not may_organise(user, signup.occurrence.event):
        return None
    return signup
