"""The pages of a resident's notices, follows and notice preferences."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.primary_keys import parse_pk
from core.return_urls import local_path
from notifications.notices import (
    activities,
    follow_buttons,
    follows,
    inbox,
    preferences,
    topics,
)
from notifications.notices.forms import PreferencesForm
from residents.models import User
from residents.requests import SignedInRequest

ACTIONS = {"follow": follows.follow, "mute": follows.mute, "stop": follows.stop}


@require_safe
@login_required
@never_cache
def notices(request: SignedInRequest) -> HttpResponse:
    """List the notices by day, the latest first."""
    before = parse_pk(request.GET.get("before", ""))
    page = inbox.page_of_notices(request.user, before)
    # Otherwise the header would keep counting notices that nobody can open.
    activities.mark_invisible_seen(request.user, page.invisible)
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
    """Mark the notices of the page, and all older ones, as read."""
    up_to = parse_pk(request.POST.get("up_to", ""))
    if up_to is None:
        raise BadRequest
    if activities.mark_all_seen(request.user, up_to=up_to):
        messages.success(request, _("All notices are marked as seen."))
    return redirect("notifications:notices")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def following(request: SignedInRequest) -> HttpResponse:
    """Show the follows and mutes; save the ticks of the offered topics."""
    offers = follow_buttons.offers(request.user)
    if request.method == "POST":
        ticked = set(request.POST.getlist("topic"))
        changed = [
            _save_tick(request.user, row, ticked) for offer in offers for row in offer.follows
        ]
        if any(changed):
            messages.success(request, _("Your choices have been saved."))
        return redirect("notifications:following")
    before = parse_pk(request.GET.get("before", ""))
    others, older = follow_buttons.page_of_follows(request.user, before)
    context = {
        "offers": offers,
        "followed": [row for row in others if row.mode == follows.FOLLOW],
        "muted": [row for row in others if row.mode == follows.MUTE],
        "has_area": request.user.area_id is not None,
        "newest_url": reverse("notifications:following") if before else "",
        "older_url": f"{reverse('notifications:following')}?before={older}" if older else "",
        "robots": "noindex",
    }
    return render(request, "notifications/following.html", context)


def _save_tick(user: User, row: follow_buttons.Follow, ticked: set[str]) -> bool:
    """Follow a newly ticked topic, or stop following a newly unticked one."""
    is_followed = row.mode == follows.FOLLOW
    if row.topic in ticked and not is_followed:
        return follows.follow(user, row.topic)
    return is_followed and row.topic not in ticked and follows.stop(user, row.topic)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def change(request: SignedInRequest) -> HttpResponse:
    """Follow, mute, or stop either; a GET asks for confirmation, as after the sign-in."""
    data = request.POST if request.method == "POST" else request.GET
    topic, action = data.get("topic", ""), data.get("do", "")
    labels = topics.resolve([topic], request.user) if action in ACTIONS else {}
    if topic not in labels or not _is_allowed(request.user, topic, action):
        raise Http404
    back = local_path(data.get("next"), default=reverse("notifications:following"))
    if request.method == "POST":
        before = follow_buttons.modes_of(request.user, [topic]).get(topic, "")
        ACTIONS[action](request.user, topic)
        messages.success(request, _success_message(action, before, topic, labels[topic].name))
        if action == "follow" and topics.is_near(topic) and request.user.area_id is None:
            messages.warning(
                request, _("Choose your town in your profile, so we know what is near you.")
            )
        return redirect(back)
    context = {
        "topic": topic,
        "action": action,
        "name": labels[topic].name,
        "back": back,
        "effect_of_mute": follow_buttons.effect_of_mute(topic),
        "robots": "noindex",
    }
    return render(request, "notifications/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def notice_preferences(request: SignedInRequest) -> HttpResponse:
    """Show and change when notices are mailed."""
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm(data, user=request.user)
    if request.method == "POST" and form.is_valid():
        preferences.change_preferences(
            user=request.user, timings=form.timings, weekly_on=form.cleaned_data["weekly_on"]
        )
        messages.success(request, _("Saved. We will follow your choices from now on."))
        return redirect("notifications:preferences")
    context = {"form": form, "robots": "noindex"}
    return render(request, "notifications/preferences.html", context)


def _is_allowed(user: User, topic: str, action: str) -> bool:
    if action == "follow":
        return topics.can_be_followed(topic)
    return action == "stop" or topic != topics.person(user.pk)


def _success_message(action: str, before: str, topic: str, name: str) -> str:
    """Return the message after `action`; `before` is the mode until then."""
    if action == "follow":
        message = _("You are now following “%(name)s”.")
    elif action == "mute":
        message = _("You have muted “%(name)s”.") + " " + follow_buttons.effect_of_mute(topic)
    elif before == follows.MUTE:
        message = _("You have unmuted “%(name)s”.")
    else:
        message = _("You no longer follow “%(name)s”.")
    return message % {"name": name}
