"""The page of an unsubscribe link, and one-click unsubscribing for mail programs."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from core.token_pages import token_page
from notifications.unsubscribing import actions as unsubscribing

ONE_CLICK = b"List-Unsubscribe=One-Click"


@csrf_exempt
@token_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page of the link and handle its buttons, or a one-click request. (RFC 8058)

    Mail programs have neither cookies nor CSRF tokens, and follow no redirect: a one-click request
    is answered directly. Everything else is checked for its CSRF token.
    """
    if request.method == "POST" and _is_one_click(request):
        return _one_click(token)
    return csrf_protect(_page)(request, token)


def _is_one_click(request: HttpRequest) -> bool:
    """Whether the request is a one-click request in either form of RFC 8058, § 3.2."""
    if request.content_type == "multipart/form-data":
        # Django has read the body. The form of the page is never of this type.
        return request.POST.dict() == {"List-Unsubscribe": "One-Click"} and not request.FILES
    return request.body.strip() == ONE_CLICK


def _one_click(token: str) -> HttpResponse:
    refusal = unsubscribing.find(token)
    if refusal is None:
        return HttpResponse(_("This link does not work."), status=404, content_type="text/plain")
    unsubscribing.stop(refusal)
    return HttpResponse(refusal.scope.stopped_text, content_type="text/plain")


def _page(request: HttpRequest, token: str) -> HttpResponse:
    refusal = unsubscribing.find(token)
    if refusal is None:
        return render(request, "notifications/unknown_link.html", {"robots": "noindex"}, status=404)
    if request.method == "POST" and request.POST.get("do") == "resume":
        unsubscribing.resume(refusal, request.POST.get("before", ""))
        return redirect(f"{request.path}?resumed=1")
    if request.method == "POST":
        before = unsubscribing.stop(refusal)
        return redirect(
            f"{request.path}?{urlencode({'before': before})}" if before else request.path
        )
    context = {
        "refusal": refusal,
        "is_stopped": unsubscribing.is_stopped(refusal),
        "is_resumed": "resumed" in request.GET,
        "before": request.GET.get("before", ""),
        "preferences_url": preferences_url() if refusal.user_id else "",
        "robots": "noindex",
    }
    return render(request, "notifications/unsubscribe.html", context)


def preferences_url() -> str:
    """Return the URL of the notice preferences."""
    try:
        return reverse("notifications:preferences")
    except NoReverseMatch:
        return reverse("residents:profile")
