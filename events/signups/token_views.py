"""Pages behind the links in mails: the token authorises. GET shows, POST acts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.token_pages import token_page
from events.models import SignUp
from events.signups import (
    cancellation,
    feedback,
    registration,
    token_links,
    waiting_list,
)
from events.signups.forms import ChangeForm, FeedbackForm
from events.signups.locking import NoSeatError
from events.signups.page_context import signup_page_context, unknown_link
from events.signups.status_messages import page_heading


@token_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show a sign-up; POST confirms it."""
    signup = token_links.find(token, token_links.CONFIRM)
    if signup is None:
        return unknown_link(request)
    if request.method == "POST":
        registration.confirm(signup)
        return redirect("events:confirm", token)
    takes_place = signup.occurrence.takes_place and not signup.occurrence.is_over
    is_valid = signup.can_be_confirmed or (
        signup.is_active and signup.status not in SignUp.UNCONFIRMED
    )
    return _signup_page(request, "confirm", signup, is_gone=not (takes_place and is_valid))


@token_page
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Show a sign-up; POST cancels it."""
    signup = token_links.find(token, token_links.CANCEL)
    if signup is None:
        return unknown_link(request)
    if request.method == "POST":
        cancellation.cancel(signup)
        return redirect("events:cancel", token)
    has_ended = signup.status in {SignUp.Status.EXPIRED, SignUp.Status.LAPSED}
    return _signup_page(request, "cancel", signup, is_gone=signup.occurrence.is_over or has_ended)


@token_page
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show the seats or the position on the waiting list; POST changes the party."""
    signup = token_links.find(token, token_links.MANAGE)
    if signup is None:
        return unknown_link(request)
    can_change = _can_change(signup)
    form = ChangeForm(request.POST if request.method == "POST" else None, signup=signup)
    no_seats = False
    if request.method == "POST" and can_change and form.is_valid():
        try:
            registration.change_party(
                signup,
                size=form.cleaned_data["party_size"],
                companions=form.cleaned_data.get("companions", signup.companions),
            )
        except NoSeatError:
            no_seats = True
            form.add_error("party_size", registration.party_too_large_message(signup))
        else:
            return redirect("events:manage", token)
    return _signup_page(
        request,
        "manage",
        signup,
        is_gone=not signup.is_active or signup.occurrence.is_over,
        status=409 if no_seats else 200,
        form=form if can_change else None,
    )


@token_page
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Show an offer of seats; POST accepts or declines it."""
    signup = token_links.find(token, token_links.OFFER)
    if signup is None:
        return unknown_link(request)
    if request.method == "POST":
        if request.POST.get("answer") == "no":
            cancellation.decline(signup)
        else:
            waiting_list.accept(signup)
        return redirect("events:offer", token)
    takes_place = signup.occurrence.takes_place and not signup.occurrence.is_over
    is_valid = signup.can_be_accepted or signup.status == SignUp.Status.CONFIRMED
    return _signup_page(request, "offer", signup, is_gone=not (takes_place and is_valid))


@token_page
def give_feedback(request: HttpRequest, token: str) -> HttpResponse:
    """Show the feedback form; POST stores the feedback."""
    signup = token_links.find(token, token_links.FEEDBACK)
    if signup is None:
        return unknown_link(request)
    can_be_given = feedback.can_be_given(signup)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and can_be_given and form.is_valid():
        feedback.give(
            signup, rating=form.cleaned_data["rating"], comment=form.cleaned_data["comment"]
        )
        return redirect("events:feedback", token)
    return _signup_page(
        request,
        "feedback",
        signup,
        is_gone=not can_be_given and signup.feedback_at is None,
        form=form if can_be_given else None,
    )


def _can_change(signup: SignUp) -> bool:
    occurrence = signup.occurrence
    return (
        signup.is_active
        and signup.status not in SignUp.UNCONFIRMED
        and signup.checked_in_at is None
        and occurrence.takes_place
        and not occurrence.has_begun
    )


def _signup_page(
    request: HttpRequest,
    template: str,
    signup: SignUp,
    *,
    is_gone: bool,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Render `templates/events/<template>.html`, with status 410 if the link `is_gone`."""
    context = {
        **signup_page_context(request, signup.occurrence, signup),
        "heading": page_heading(template, signup),
        **context,
    }
    return render(request, f"events/{template}.html", context, status=410 if is_gone else status)
