"""Pages behind the links in mails: whoever has the link may use it. GET shows, POST does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.mailed_links import token_page
from events.signups import links, waiting_list
from events.views import _about, _unknown_link


@token_page
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show a sign-up, and change how many come."""
    signup = links.find(token, links.MANAGE)
    if signup is None:
        return _unknown_link(request)
    context = {**_about(request, signup.occurrence), "signup": signup, "token": token}
    return render(request, "events/cancel.html", context)


@token_page
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Show an offer of seats; accept it when the button is pressed."""
    signup = links.find(token, links.OFFER)
    if signup is None:
        return _unknown_link(request)
    if request.method == "POST":
        waiting_list.accept(signup)
        return redirect("events:offer", token)
    context = {**_about(request, signup.occurrence), "signup": signup, "token": token}
    return render(request, "events/cancel.html", context)


@token_page
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    """Ask how it was."""
    signup = links.find(token, links.FEEDBACK)
    if signup is None:
        return _unknown_link(request)
    context = {**_about(request, signup.occurrence), "signup": signup, "token": token}
    return render(request, "events/cancel.html", context)
