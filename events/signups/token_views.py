"""Pages behind the links in mails: the token authorises. GET shows, POST acts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

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
from events.signups.page_context import signup_page_context, signup_token_page
from events.signups.status_messages import page_heading


@signup_token_page(token_links.CONFIRM)
def confirm(request: HttpRequest, signup: SignUp) -> HttpResponse:
    """Show a sign-up; POST confirms it."""
    if request.method == "POST":
        registration.confirm(signup)
        return redirect(request.path)
    takes_place = signup.occurrence.takes_place and not signup.occurrence.is_over
    is_valid = signup.can_be_confirmed or (
        signup.is_active and signup.status not in SignUp.UNCONFIRMED
    )
    return _signup_page(request, "confirm", signup, is_gone=not (takes_place and is_valid))


@signup_token_page(token_links.CANCEL)
def cancel(request: HttpRequest, signup: SignUp) -> HttpResponse:
    """Show a sign-up; POST cancels it."""
    if request.method == "POST":
        cancellation.cancel(signup)
        return redirect(request.path)
    has_ended = signup.status in {SignUp.Status.EXPIRED, SignUp.Status.LAPSED}
    return _signup_page(request, "cancel", signup, is_gone=signup.occurrence.is_over or has_ended)


@signup_token_page(token_links.MANAGE)
def manage(request: HttpRequest, signup: SignUp) -> HttpResponse:
    """Show the seats or the position on the waiting list; POST changes the party."""
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
            return redirect(f"{request.path}?saved=1")
    return _signup_page(
        request,
        "manage",
        signup,
        is_gone=not signup.is_active or signup.occurrence.is_over,
        status=409 if no_seats else 200,
        form=form if can_change else None,
        # In the URL, because a message would need a cookie.
        is_saved=request.method != "POST" and "saved" in request.GET,
    )


@signup_token_page(token_links.OFFER)
def offer(request: HttpRequest, signup: SignUp) -> HttpResponse:
    """Show an offer of seats; POST accepts or declines it."""
    if request.method == "POST":
        if request.POST.get("answer") == "no":
            cancellation.decline(signup)
        else:
            waiting_list.accept(signup)
        return redirect(request.path)
    takes_place = signup.occurrence.takes_place and not signup.occurrence.is_over
    is_valid = signup.can_be_accepted or signup.status == SignUp.Status.CONFIRMED
    return _signup_page(request, "offer", signup, is_gone=not (takes_place and is_valid))


@signup_token_page(token_links.FEEDBACK)
def give_feedback(request: HttpRequest, signup: SignUp) -> HttpResponse:
    """Show the feedback form; POST stores the feedback."""
    can_be_given = feedback.can_be_given(signup)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and can_be_given and form.is_valid():
        feedback.give(
            signup, rating=form.cleaned_data["rating"], comment=form.cleaned_data["comment"]
        )
        return redirect(request.path)
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
