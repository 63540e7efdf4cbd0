"""The pages of meetups: choose the date, the public page, change, cancel, and sign up by mail."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.breadcrumbs import breadcrumbs
from core.themes import localized_themes
from core.token_pages import token_page
from events.display.calendar_url import calendar_url
from events.display.formatting import format_dates, format_location
from events.models import EventText, Occurrence
from events.pages.context_without_page import context_without_page
from events.scheduling import impact
from events.signups.locking import NoSeatError
from events.signups.page_context import signup_page_context
from events.signups.token_links import SignUpLinks
from forum.meetups import changing, joining
from forum.meetups.forms import CancelForm, ChangeMeetupForm, ChooseForm
from forum.meetups.from_poll import choose_date
from forum.meetups.source import Plan, current_plan
from forum.models import Meetup, Poll
from forum.polls.locking import PollClosed
from forum.polls.page import common, find_poll
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@login_required
@never_cache
def choose(request: SignedInRequest, poll_id: int) -> HttpResponse:
    """Choose the date of a meetup: the organiser of the poll only."""
    poll = find_poll(request, poll_id)
    if poll.author_id != request.user.pk:
        raise PermissionDenied
    if poll.state != Poll.State.OPEN or poll.thread.is_hidden:
        return _after_choice(poll)
    form = ChooseForm(
        request.POST if request.method == "POST" else None,
        author=request.user,
        thread=poll.thread,
        before=f"{poll.title}\n{poll.place}",
        dates=poll.dates.filter(removed_in=None),
        initial={"place": poll.place},
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            meetup, is_new = choose_date(
                poll=poll,
                date=form.dates[cleaned["date"]],
                place=cleaned["place"],
                capacity=cleaned["capacity"],
            )
        except PollClosed:
            form.add_error("date", _("This date cannot be chosen any more. Choose another."))
        else:
            if is_new:
                messages.success(
                    request, _("The meetup is in the calendar. Those who said yes get an email.")
                )
            return redirect(meetup)
    context = {"poll": poll, "form": form, **common(poll.thread, _("Choose a date"))}
    return render(request, "forum/poll_choose.html", context)


def _after_choice(poll: Poll) -> HttpResponse:
    meetup = getattr(poll, "meetup", None)
    return redirect(meetup) if meetup else redirect("forum:poll", poll.pk)


@require_safe
def show(request: HttpRequest, meetup_id: int) -> HttpResponse:
    """Show the public page of a meetup."""
    meetup = _find(request, meetup_id)
    text, occurrence = _parts(meetup)
    thread, event = meetup.thread, meetup.event
    calendar = calendar_url() or "/"
    context: dict[str, Any] = {
        "meetup": meetup,
        "thread": thread,
        "theme": localized_themes().get(thread.theme_id),
        "is_withdrawn": not event.is_published,
        "canonical_url": settings.BASE_URL + text.url,
        "alternates": [],
        "other_language": (
            dict(settings.LANGUAGES).get(thread.language)
            if thread.language != get_language()
            else None
        ),
        "crumbs": breadcrumbs(
            (calendar, _("Calendar")), current=text.title, language=text.language
        ),
        "kind_url": f"{calendar}?kind={event.kind}",
    }
    if event.is_published:
        context |= context_without_page(text, occurrence, request)
        facts = (capfirst(format_dates(occurrence)), format_location(occurrence))
        context["description"] = ". ".join(fact for fact in facts if fact)
    else:
        context |= {"page": text, "robots": "noindex"}
    context["can_change"] = (
        meetup.may_be_changed_by(request.user)
        and event.is_published
        and not (occurrence.is_over or occurrence.is_cancelled)
    )
    context["can_cancel"] = (
        meetup.may_be_cancelled_by(request.user)
        and event.is_published
        and not (occurrence.is_over or occurrence.is_cancelled)
    )
    return render(request, "forum/meetup.html", context)


@form_methods
@login_required
@never_cache
def change(request: SignedInRequest, meetup_id: int) -> HttpResponse:
    """Change a meetup, once its organiser has seen who is told."""
    meetup = _find(request, meetup_id)
    if not meetup.may_be_changed_by(request.user):
        raise PermissionDenied
    _text, occurrence = _parts(meetup)
    if _is_settled(meetup, occurrence):
        messages.info(request, _("This meetup cannot be changed any more."))
        return redirect(meetup)
    form = ChangeMeetupForm(
        request.POST if request.method == "POST" else None,
        author=request.user,
        meetup=meetup,
        plan=current_plan(meetup),
    )
    unseen: list[impact.Impact] = []
    if request.method == "POST" and form.is_valid():
        plan = form.new_plan
        unseen = _unseen(request, meetup, plan)
        if not unseen:
            changed = changing.change(
                meetup=meetup, plan=plan, co_organiser=form.cleaned_data["co_organiser"]
            )
            if changed:
                messages.success(request, _("The meetup has been changed."))
            else:
                messages.info(request, _("There was nothing to change."))
            return redirect(meetup)
    context = {
        "meetup": meetup,
        "form": form,
        "impacts": unseen,
        "plan": impact.digest(unseen) if unseen else "",
        **common(meetup.thread, _("Change the meetup")),
    }
    return render(request, "forum/meetup_change.html", context)


@form_methods
@login_required
@never_cache
def cancel(request: SignedInRequest, meetup_id: int) -> HttpResponse:
    """Cancel a meetup: its organisers, and moderators. The page says first who is told."""
    meetup = _find(request, meetup_id)
    if not meetup.may_be_cancelled_by(request.user):
        raise PermissionDenied
    _text, occurrence = _parts(meetup)
    if _is_settled(meetup, occurrence):
        messages.info(request, _("This meetup cannot be changed any more."))
        return redirect(meetup)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if changing.cancel(meetup=meetup, reason=form.cleaned_data["reason"]):
            messages.success(request, _("The meetup is cancelled."))
        return redirect(meetup)
    plan = changing.cancelled(current_plan(meetup), "")
    context = {
        "meetup": meetup,
        "form": form,
        "impacts": changing.impact_of(meetup, plan),
        "when": format_dates(occurrence),
        **common(meetup.thread, _("Cancel the meetup")),
    }
    return render(request, "forum/meetup_cancel.html", context)


@token_page
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Sign up by the link that those who said yes got: GET shows the meetup, POST signs up."""
    found = joining.find(token)
    if found is None:
        context: dict[str, Any] = {"robots": "noindex", "alternates": []}
        return render(request, "forum/vote_link_unknown.html", context, status=404)
    meetup, voter = found
    _text, occurrence = _parts(meetup)
    signup = joining.existing(occurrence, voter)
    if signup is None and request.method == "POST":
        try:
            signup = joining.sign_up(occurrence=occurrence, voter=voter)
        except NoSeatError:
            _text, occurrence = _parts(meetup)
    if signup is not None:
        return redirect(SignUpLinks(signup).manage)
    context = {
        **signup_page_context(request, occurrence),
        "meetup": meetup,
        "alternates": [],
        "is_refused": request.method == "POST",
    }
    status = 200 if occurrence.takes_signups else 410
    return render(request, "forum/meetup_join.html", context, status=status)


def _find(request: HttpRequest, meetup_id: int) -> Meetup:
    visible = Meetup.objects.visible_to(request.user)
    found: Meetup = get_object_or_404(
        visible.select_related(
            *("thread__theme", "thread__area", "thread__partner", "event__area"),
            *("organiser", "co_organiser", "poll"),
        ),
        pk=meetup_id,
    )
    return found


def _parts(meetup: Meetup) -> tuple[EventText, Occurrence]:
    """Return the text and the one date of a meetup."""
    text = EventText.objects.filter(event=meetup.event_id).first()
    occurrence = Occurrence.objects.for_listing().filter(event=meetup.event_id).first()
    if text is None or occurrence is None:
        raise Http404
    return text, occurrence


def _is_settled(meetup: Meetup, occurrence: Occurrence) -> bool:
    return meetup.thread.is_hidden or occurrence.is_over or occurrence.is_cancelled


def _unseen(request: HttpRequest, meetup: Meetup, plan: Plan) -> list[impact.Impact]:
    """Return the impact on the people signed up; empty if there is none or it was seen."""
    expected = changing.impact_of(meetup, plan)
    if request.POST.get("seen_impact") == impact.digest(expected):
        return []
    return expected
