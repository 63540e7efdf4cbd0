"""The form with which a signed-in reader ticks the steps of a kit."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from campaigns.kits import progress
from core.return_urls import local_path
from residents.requests import SignedInRequest

# More than a kit has steps, in all its languages.
_MOST_IDS = 400


@never_cache
@require_POST
@login_required
def save(request: SignedInRequest, kit: uuid.UUID) -> HttpResponse:
    """Save the ticks, or remove them all with `start_again`.

    The script of the page sends each tick by itself, and asks for JSON: it gets no page.
    """
    known = progress.known_steps(kit)
    if known is None:
        raise Http404
    if "start_again" in request.POST:
        progress.start_again(user=request.user, kit=kit)
    else:
        shown, ticked = (
            progress.parse_ids(request.POST.getlist(name)[:_MOST_IDS]) & known
            for name in ("shown", "step")
        )
        progress.save(user=request.user, kit=kit, shown=shown, ticked=ticked)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    back = local_path(request.POST.get("next"), default=f"/{get_language()}/")
    return redirect(f"{back.partition('#')[0]}#kit-{kit}")
