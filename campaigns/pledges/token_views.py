"""Pages behind the links in mails: the token authorises. GET shows, POST acts."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from campaigns.models import Pledge
from campaigns.pledges import giving, token_links
from campaigns.pledges.availability import offer_page
from campaigns.pledges.views import page_context
from core.token_pages import token_page

PledgeView = Callable[[HttpRequest, Pledge], HttpResponse]
TokenView = Callable[..., HttpResponse]


def pledge_token_page(purpose: str) -> Callable[[PledgeView], TokenView]:
    """Make a view of a pledge the token page for `purpose`; an invalid token answers 404."""

    def decorate(view: PledgeView) -> TokenView:
        @token_page
        @wraps(view)
        def page(request: HttpRequest, token: str) -> HttpResponse:
            pledge = token_links.find(token, purpose)
            if pledge is None:
                context = {"robots": "noindex"}
                return render(request, "campaigns/pledges/unknown_link.html", context, status=404)
            return view(request, pledge)

        return page

    return decorate


@pledge_token_page(token_links.CONFIRM)
def confirm(request: HttpRequest, pledge: Pledge) -> HttpResponse:
    """Show a pledge; POST confirms it."""
    if request.method == "POST":
        giving.confirm(pledge)
        return redirect(request.path)
    page = offer_page(pledge.offer)
    is_gone = not (pledge.is_given or (pledge.can_be_confirmed and page.is_open))
    return render(
        request,
        "campaigns/pledges/confirm.html",
        page_context(page, pledge),
        status=410 if is_gone else 200,
    )


@pledge_token_page(token_links.WITHDRAW)
def withdraw(request: HttpRequest, pledge: Pledge) -> HttpResponse:
    """Show a pledge; POST withdraws it."""
    if request.method == "POST":
        giving.withdraw(pledge)
        return redirect(request.path)
    is_gone = pledge.status == Pledge.Status.EXPIRED
    return render(
        request,
        "campaigns/pledges/withdraw.html",
        page_context(offer_page(pledge.offer), pledge),
        status=410 if is_gone else 200,
    )
