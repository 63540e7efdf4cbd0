"""The page with a reader's own addresses, for starting threads by mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.breadcrumbs import breadcrumbs
from core.themes import localized_themes
from forum import reply_addresses
from residents.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def show(request: SignedInRequest) -> HttpResponse:
    """Show an address for each theme. A POST withdraws all addresses that the reader has."""
    if not reply_addresses.is_enabled():
        raise Http404
    if request.method == "POST":
        reply_addresses.revoke(request.user)
        messages.success(
            request, _("Your earlier addresses are withdrawn. The ones below are new.")
        )
        return redirect("forum:by_mail")
    title = _("Write by email")
    user = request.user
    context = {
        "title": title,
        "addresses": [
            {"name": theme.name, "address": reply_addresses.address_to_start(user, theme.id)}
            for theme in localized_themes()
        ],
        "crumbs": breadcrumbs((reverse("forum:threads"), _("Forum")), current=title),
        "robots": "noindex",
    }
    return render(request, "forum/by_mail.html", context)
