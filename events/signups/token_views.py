"""Pages behind the links in mails: whoever has the link may use it. GET shows, POST does."""

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


@token_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the sign-up that a mailed link leads to; confirm it when the button is pressed."""
    signup = token_links.find(token, token_links.CONFIRM)
    if signup is None:
        return unknown_link(request)
    if request.method == "POST":
        registration.confirm(signup)
        return redirect("events:confirm", token)
    takes_place = signup.occurrence.takes_place and not signup.occurrence.is_over
    stands = signup.can_be_confirmed or (signup.stands and signup.status not in SignUp.UNCONFIRMED)
    return _page(request, "confirm", signup, is_gone=not (takes_place and stands))


@token_page
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Show the sign-up that a mailed link leads to; cancel it when the button is pressed."""
    signup = token_links.find(token, token_links.CANCEL)
    if signup is None:
        return unknown_link(request)
    if request.method == "POST":
        cancellation.cancel(signup)
        return redirect("events:cancel", token)
    ended = signup.status in {SignUp.Status.EXPIRED, SignUp.Status.LAPSED}
    return _page(request, "cancel", signup, is_gone=signup.occurrence.is_over or ended)


@token_page
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show a sign-up: the seat, or the place on the list; change how many come."""
    signup = token_links.find(token, token_links.MANAGE)
    if signup is None:
        return unknown_link(request)
    can_change = _can_change(signup)
    form = ChangeForm(request.POST if request.method == "POST" else None, signup=signup)
    no_room = False
    if request.method == "POST" and can_change and form.is_valid():
        try:
            registration.change_party(
                signup,
                size=form.cleaned_data["party_size"],
                companions=form.cleaned_data.get("companions", signup.companions),
            )
        except NoSeatError:
            no_room = True
            form.add_error("party_size", registration.no_room_for_more(signup))
        else:
            return redirect("events:manage", token)
    is_gone = not signup.stands or signup.occurrence.is_over
    return _page(
        request,
        "manage",
        signup,
        is_gone=is_gone,
        status=409 if no_room else 200,
        form=form if can_change else None,
    )


@token_page
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Show an offer of seats; accept or decline it when a button is pressed."""
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
    stands = signup.can_be_accepted or signup.status == SignUp.Status.CONFIRMED
    return _page(request, "offer", signup, is_gone=not (takes_place and stands))


@token_page
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Ask how it was; write it down when the button is pressed."""
    signup = token_links.find(token, token_links.FEEDBACK)
    if signup is None:
        return unknown_link(request)
    can_say = feedback.can_be_given(signup)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and can_say and form.is_valid():
        feedback.give(
            signup, rating=form.cleaned_data["rating"], comment=form.cleaned_data["comment"]
        )
        return redirect("events:feedback", token)
    is_gone = not can_say and signup.feedback_at is None
    return _page(request, "feedback", signup, is_gone=is_gone, form=form if can_say else None)


def _can_change(signup: SignUp) -> bool:
    occurrence = signup.occurrence
    return (
        signup.stands
        and signup.status not in SignUp.UNCONFIRMED
        and signup.checked_in_at is None
        and occurrence.takes_place
        and not occurrence.has_begun
    )


def _page(
    request: HttpRequest,
    name: str,
    signup: SignUp,
    *,
    is_gone: bool,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Show `signup`; with the status of a page that leads nowhere any more, if it `is_gone`."""
    occurrence = signup.occurrence
    everything = {
        **signup_page_context(request, occurrence),
        "signup": signup,
        "place_in_queue": signup.place_in_queue,
        "manage_token": token_links.token(signup, token_links.MANAGE),
        "cancel_token": token_links.token(signup, token_links.CANCEL),
        "offer_token": token_links.token(signup, token_links.OFFER),
        "ticket_token": token_links.token(signup, token_links.TICKET),
        **context,
    }
    return render(request, f"events/{name}.html", everything, status=410 if is_gone else status)
