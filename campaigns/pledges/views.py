"""The form with which a reader makes a pledge, and the list of a reader's own pledges.

The pages of campaigns are cached and the same for every anonymous reader, so everything personal is
on the pages here, which are never cached.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import CampaignPage, Pledge, PledgeOffer, PledgeWording
from campaigns.pledges import giving, token_links
from campaigns.pledges.availability import Availability, OfferPage, offer_page
from campaigns.pledges.forms import PledgeForm, PledgeWithEmailForm
from core import rate_limits
from core.themes import localized_themes
from residents.models import User

# Rows on the page of the reader's own pledges.
LISTED = 200


@dataclass(frozen=True)
class PledgeRow:
    """One pledge in the list of the reader's own."""

    pledge: Pledge
    page: OfferPage

    @property
    def url(self) -> str:
        """Where the reader confirms the pledge, or withdraws it."""
        purpose = token_links.WITHDRAW if self.pledge.is_given else token_links.CONFIRM
        return token_links.path(self.pledge, purpose)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Show the form; POST makes the pledge."""
    page = visible_page(offer_id)
    user = _account(request)
    if user and (own := _own_pledge(user, page.offer)):
        return _redirect_to(own)
    if not page.is_open:
        return _closed(request, page)
    form = _form(request, page.offer, user)
    if request.method == "POST" and form.is_valid():
        if user is None and not _is_within_limits(request, form):
            return _form_page(request, page, form, status=429)
        try:
            giving.give(
                offer=page.offer,
                request=_pledge_request(form, user),
                attempt=form.cleaned_data["attempt"],
                page=page,
            )
        except giving.NotOfferedError:
            return _closed(request, visible_page(offer_id))
        return redirect("campaigns:sent", offer_id)
    return _form_page(request, page, form)


@never_cache
@require_safe
def sent(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Show the next step after the form.

    Anonymous readers do not learn whether the address had made the pledge already.
    """
    page = visible_page(offer_id)
    user = _account(request)
    pledge = _own_pledge(user, page.offer) if user else None
    context = {
        **page_context(page, pledge),
        "hours": settings.UNCONFIRMED_SIGNUP_HOURS,
    }
    return render(request, "campaigns/pledges/sent.html", context)


@require_safe
@login_required
@never_cache
def my_pledges(request: HttpRequest) -> HttpResponse:
    """List the resident's own pledges."""
    own = Pledge.objects.active().of(request.user)  # type: ignore[arg-type]
    pledges = list(own.select_related("offer").order_by("-created_at", "-pk")[:LISTED])
    offers = [pledge.offer for pledge in pledges]
    campaigns = CampaignPage.objects.localized(offer.campaign_key for offer in offers)
    wordings = PledgeWording.objects.in_reader_language(offer.pk for offer in offers)
    rows = [
        PledgeRow(
            pledge,
            OfferPage(
                pledge.offer,
                wordings[pledge.offer_id].promise if pledge.offer_id in wordings else "",
                campaigns.get(pledge.offer.campaign_key),
            ),
        )
        for pledge in pledges
    ]
    context = {"rows": rows, "robots": "noindex"}
    return render(request, "campaigns/pledges/my_pledges.html", context)


def visible_page(offer_id: int) -> OfferPage:
    """Return the promise of a public campaign; raise `Http404` if there is none."""
    page = offer_page(get_object_or_404(PledgeOffer, pk=offer_id))
    if page.availability == Availability.HIDDEN:
        raise Http404
    return page


def page_context(page: OfferPage, pledge: Pledge | None = None) -> dict[str, object]:
    """Return the context of a page about a promise and, if given, about one pledge of it."""
    return {
        "page_of_offer": page,
        "theme": localized_themes().get(page.campaign.theme_id) if page.campaign else None,
        "pledge": pledge,
        "withdraw_url": token_links.path(pledge, token_links.WITHDRAW) if pledge else "",
        "robots": "noindex",
    }


def _account(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _own_pledge(user: User, offer: PledgeOffer) -> Pledge | None:
    return Pledge.objects.of(user).active().filter(offer=offer).select_related("offer").first()


def _redirect_to(pledge: Pledge) -> HttpResponse:
    if not pledge.is_given and pledge.can_be_confirmed:
        return redirect(token_links.path(pledge, token_links.CONFIRM))
    return redirect("campaigns:sent", pledge.offer_id)


def _form(request: HttpRequest, offer: PledgeOffer, user: User | None) -> PledgeForm:
    return (PledgeForm if user else PledgeWithEmailForm)(
        request.POST if request.method == "POST" else None,
        offer=offer,
        initial={"area": user.area_id} if user else None,
    )


def _pledge_request(form: PledgeForm, user: User | None) -> giving.PledgeRequest:
    data = form.cleaned_data
    return giving.PledgeRequest(
        user=user,
        email=user.email if user else data["email"],
        giver=data["giver"],
        area=data["area"],
        wants_reminder=data["wants_reminder"],
        language=get_language() or settings.LANGUAGE_CODE,
    )


def _form_page(
    request: HttpRequest, page: OfferPage, form: PledgeForm, *, status: int = 200
) -> HttpResponse:
    """Show the form. Status 429 means that it was sent too often, and says when to try again."""
    context = {
        **page_context(page),
        "form": form,
        "too_often": status == 429,
        "retention_days": settings.PLEDGE_RETENTION_DAYS,
    }
    response = render(request, "campaigns/pledges/give.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(rate_limits.seconds_to_wait("pledge"))
    return response


def _closed(request: HttpRequest, page: OfferPage) -> HttpResponse:
    """Show why the pledge cannot be made: 409 before the campaign begins, 410 after it."""
    status = 409 if page.availability == Availability.COMING else 410
    return render(request, "campaigns/pledges/closed.html", page_context(page), status=status)


def _is_within_limits(request: HttpRequest, form: PledgeForm) -> bool:
    """Count an anonymous pledge against the limits per client and per e-mail address."""
    return rate_limits.allows(request, "pledge") and rate_limits.allows(
        request, "pledge_address", key=form.cleaned_data["email"]
    )
