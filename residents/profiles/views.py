"""The overview of a resident's own pages, the profile form and the public profile page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from residents.models import User
from residents.profiles import avatars, profile_registry
from residents.profiles.badges import badges_of
from residents.profiles.forms import ProfileForm
from residents.requests import SignedInRequest


@require_safe
@login_required
@never_cache
def account(request: SignedInRequest) -> HttpResponse:
    """Show the links to the resident's own pages, as cards."""
    return render(request, "residents/account.html", {"robots": "noindex"})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and change the profile of the signed-in user."""
    data = request.POST if request.method == "POST" else None
    user = request.user
    # The form changes its instance even if it is invalid, and the page shows `request.user`.
    form = ProfileForm(data, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile has been saved."))
        return redirect("residents:profile")
    context = {"form": form, "public_url": user.get_absolute_url()}
    return render(request, "residents/profile.html", context)


@require_safe
def neighbour(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the public profile of a resident. Search engines may not index it."""
    people = User.objects.filter(is_active=True).select_related("area")
    person = get_object_or_404(people, pk=person_id)
    is_own = person == request.user
    reader = AnonymousUser() if is_own else request.user
    if not (is_own or profile_registry.is_public(person, reader)):
        raise Http404
    context = {
        "person": person,
        "initials": avatars.initials(person.public_name),
        "avatar_tone": avatars.tone(person.pk),
        "badges": badges_of(person.pk),
        "area": person.area if person.shows_area else None,
        "is_own": is_own,
        "parts": profile_registry.parts(person, reader, request),
        "actions": [] if is_own else profile_registry.actions(person, request),
        "robots": "noindex",
        "alternates": [],
    }
    response = render(request, "residents/neighbour.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
