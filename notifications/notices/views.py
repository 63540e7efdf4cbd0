"""A resident's notices, what they follow, and how they want to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.primary_keys import parse_pk
from notifications.notices import (
    activities,
    follows,
    inbox,
    preferences,
    topics,
)
from notifications.notices.forms import PreferencesForm
from residents.models import User
from residents.requests import SignedInRequest

VERBS = {"follow": follows.follow, "mute": follows.mute, "stop": follows.stop}


@require_safe
@login_required
@never_cache
def notices(request: SignedInRequest) -> HttpResponse:
    """List what the resident has been told, day by day, the latest first."""
    before = parse_pk(request.GET.get("before", ""))
    page = inbox.page_of_notices(request.user, before)
    # Else the header would count for ever what nobody can open.
    activities.mark_gone(request.user, page.gone)
    last, older = page.entries[0].notice.pk if page.entries else 0, page.older
    context = {
        "days": inbox.by_day(page.entries),
        "last": last,
        "has_new": inbox.has_unread(request.user, up_to=last),
        "newest_url": reverse("notifications:notices") if before else "",
        "older_url": f"{reverse('notifications:notices')}?before={older}" if older else "",
        "robots": "noindex",
    }
    return render(request, "notifications/notices.html", context)


@require_POST
@login_required
def seen(request: SignedInRequest) -> HttpResponse:
    """Count everything that stood on the page as seen, and what is older."""
    up_to = parse_pk(request.POST.get("up_to", ""))
    if up_to is None:
        raise BadRequest
    if activities.mark_all_seen(request.user, up_to=up_to):
        messages.success(request, _("Everything is marked as seen."))
    return redirect("notifications:notices")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def following(request: SignedInRequest) -> HttpResponse:
    """Show what the resident follows and mutes; follow themes and towns by ticking them."""
    offers = inbox.offers(request.user)
    if request.method == "POST":
        chosen = set(request.POST.getlist("topic"))
        changed = [_tick(request.user, one, chosen) for offer in offers for one in offer.follows]
        if any(changed):
            messages.success(request, _("What you follow has been saved."))
        return redirect("notifications:following")
    before = parse_pk(request.GET.get("before", ""))
    others, older = inbox.page_of_follows(request.user, before)
    context = {
        "offers": offers,
        "followed": [one for one in others if one.mode == follows.FOLLOW],
        "muted": [one for one in others if one.mode == follows.MUTE],
        "has_area": request.user.area_id is not None,
        "newest_url": reverse("notifications:following") if before else "",
        "older_url": f"{reverse('notifications:following')}?before={older}" if older else "",
        "robots": "noindex",
    }
    return render(request, "notifications/following.html", context)


def _tick(user: User, shown: inbox.Follow, chosen: set[str]) -> bool:
    """Follow what is ticked and was not, and stop following what was ticked and is not."""
    is_followed = shown.mode == follows.FOLLOW
    if shown.topic in chosen and not is_followed:
        return follows.follow(user, shown.topic)
    return is_followed and shown.topic not in chosen and follows.stop(user, shown.topic)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def change(request: SignedInRequest) -> HttpResponse:
    """Follow, mute or stop doing so; a GET asks for confirmation, as after the sign-in."""
    asked = request.POST if request.method == "POST" else request.GET
    topic, verb = asked.get("topic", ""), asked.get("do", "")
    named = topics.resolve([topic], request.user) if verb in VERBS else {}
    if topic not in named or not _is_possible(request.user, topic, verb):
        raise Http404
    back = _back(request, asked.get("next", ""))
    if request.method == "POST":
        before = inbox.modes_of(request.user, [topic]).get(topic, "")
        VERBS[verb](request.user, topic)
        messages.success(request, _said(verb, before, named[topic].name))
        if verb == "follow" and topics.is_near(topic) and request.user.area_id is None:
            messages.warning(request, _("Choose your town in your profile: near you is there."))
        return redirect(back)
    context = {
        "topic": topic,
        "verb": verb,
        "name": named[topic].name,
        "back": back,
        "robots": "noindex",
    }
    return render(request, "notifications/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def how(request: SignedInRequest) -> HttpResponse:
    """Show and change when the resident is told by mail."""
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm(data, user=request.user)
    if request.method == "POST" and form.is_valid():
        preferences.change_preferences(
            user=request.user, timings=form.timings, weekly_on=form.cleaned_data["weekly_on"]
        )
        messages.success(request, _("Saved. That is how we tell you from now on."))
        return redirect("notifications:preferences")
    context = {"form": form, "robots": "noindex"}
    return render(request, "notifications/preferences.html", context)


def _is_possible(user: User, topic: str, verb: str) -> bool:
    if verb == "follow":
        return topics.can_be_followed(topic)
    return verb == "stop" or topic != topics.person(user.pk)


def _said(verb: str, before: str, name: str) -> str:
    """Return what the page says after it; `before` is what held until then."""
    if verb == "follow":
        words = _("You follow %(name)s now.")
    elif verb == "mute":
        words = _("You have muted %(name)s.")
    elif before == follows.MUTE:
        words = _("You no longer mute %(name)s.")
    else:
        words = _("You no longer follow %(name)s.")
    return words % {"name": name}


def _back(request: HttpRequest, asked: str) -> str:
    """Return the page of this site that `asked` names, or else what the resident follows."""
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None, require_https=request.is_secure()
    )
    return asked if is_ours and len(asked) < 500 else reverse("notifications:following")
