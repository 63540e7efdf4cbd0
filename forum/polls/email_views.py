"""Votes without an account: the form on the page of a poll, and the mailed link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import rate_limits
from core.token_pages import token_page
from forum.models import Poll, Vote, Voter
from forum.polls import vote_links, voting
from forum.polls.forms import EmailVoteForm, VoteForm
from forum.polls.locking import PollClosed, StaleVersion
from forum.polls.page import show_poll


def vote_without_account(request: HttpRequest, poll: Poll) -> HttpResponse:
    """Show a poll to a reader without an account; POST mails them a link with their answers."""
    data = request.POST if request.method == "POST" and poll.allows_email else None
    form = EmailVoteForm(data, poll=poll, dates=poll.dates.filter(removed_in=None))
    status, seen_version = (403 if request.method == "POST" and data is None else 200), None
    if data is not None and form.is_valid() and _may_be_mailed(request, form):
        if form.seen_version != poll.version:
            status, seen_version = 409, form.seen_version
        else:
            try:
                voting.ask_by_email(
                    poll=poll,
                    name=form.cleaned_data["name"],
                    email=form.cleaned_data["email"],
                    answers=form.answers,
                    language=get_language(),
                )
            except PollClosed:
                status = 410
            else:
                return redirect("forum:poll_sent", poll.pk)
    return show_poll(request, poll, form, status=status, seen_version=seen_version)


@token_page
def vote(request: HttpRequest, token: str) -> HttpResponse:
    """Vote by the mailed link: GET shows the answers, POST counts them."""
    voter = vote_links.find(token)
    if voter is None:
        context = {"robots": "noindex", "alternates": []}
        return render(request, "forum/vote_link_unknown.html", context, status=404)
    poll = voter.poll
    data = request.POST if request.method == "POST" else None
    form = VoteForm(
        data, poll=poll, dates=poll.dates.filter(removed_in=None), answers=_answers(voter)
    )
    status, seen_version = 200, None
    if data is not None and form.is_valid():
        try:
            voting.vote_by_link(voter=voter, answers=form.answers, version=form.seen_version)
        except PollClosed:
            status = 410
        except StaleVersion:
            status, seen_version = 409, form.seen_version
        except voting.DateFull as full:
            status = 409
            form.refuse_full(full.date)
        else:
            return redirect(f"{request.path}?saved=1")
    return show_poll(
        request,
        poll,
        form,
        status=status,
        seen_version=seen_version,
        voter=voter,
        is_saved="saved" in request.GET and voter.confirmed_at is not None,
    )


def _answers(voter: Voter) -> dict[int, str]:
    """Return the answers that wait for the link, or else those that count."""
    if voter.confirmed_at is None:
        return {int(pk): answer for pk, answer in voter.pending.items()}
    return dict(Vote.objects.filter(voter=voter).values_list("date_id", "answer"))


def _may_be_mailed(request: HttpRequest, form: EmailVoteForm) -> bool:
    """Count the mail to an address that anybody can type; say at the field if it is too many."""
    email = form.cleaned_data["email"]
    if rate_limits.allows(request, "vote_address", key=email):
        return True
    form.add_error("email", _("This address has been typed too often today. Try again tomorrow."))
    return False
