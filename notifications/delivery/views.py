"""Turning push messages on and off, and retrying a refused address."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.delivery import push_devices, webpush_client
from notifications.models import AddressTrouble
from notifications.unsubscribing.views import preferences_url
from residents.models import User

WORKER = Path(settings.BASE_DIR) / "static" / "js" / "push-worker.js"


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker, which by default would control only pages below its address."""
    return HttpResponse(
        WORKER.read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/"},
    )


@require_POST
@login_required
@never_cache
def turn_on(request: HttpRequest) -> HttpResponse:
    """Store the browser that sends the request, from the script of the page."""
    if not webpush_client.is_on():
        raise Http404
    try:
        push_devices.add_device(
            user=_reader(request), session=request.session, **_subscription(request)
        )
    except push_devices.BadDevice:
        return _bad_device()
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def renew(request: HttpRequest) -> HttpResponse:
    """Replace the subscription of the session by the one that the browser has put in its place.

    The service worker sends it. A GET answers with what it needs: the hub's key, and the CSRF
    token, since no script can read the cookie.
    """
    user = request.user
    device = (
        push_devices.device_of(user=user, session=request.session)
        if isinstance(user, User) and webpush_client.is_on()
        else None
    )
    if device is None:
        return HttpResponse(status=403)
    if request.method != "POST":
        answer = {"key": webpush_client.public_key(), "token": get_token(request)}
        return JsonResponse(answer)
    try:
        push_devices.renew_device(device, **_subscription(request))
    except push_devices.BadDevice:
        return _bad_device()
    return HttpResponse(status=204)


@require_POST
@login_required
@never_cache
def turn_off(request: HttpRequest) -> HttpResponse:
    """Delete one device of the resident, or all."""
    endpoint = request.POST.get("endpoint", "")
    push_devices.remove_devices(user=_reader(request), endpoint=endpoint)
    if endpoint:
        return HttpResponse(status=204)
    messages.success(request, _("We no longer send messages to any of your devices."))
    return HttpResponseRedirect(preferences_url())


@require_POST
@login_required
@never_cache
def try_address_again(request: HttpRequest) -> HttpResponse:
    """Forget the refusals of the resident's own address."""
    AddressTrouble.objects.clear(_reader(request).email)
    messages.success(request, _("Thank you. We will write to your address again."))
    return redirect("residents:profile")


def _subscription(request: HttpRequest) -> dict[str, str]:
    """Return the fields of the W3C's PushSubscription."""
    return {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}


def _bad_device() -> HttpResponse:
    message = _("We do not know the push service your browser uses.")
    return HttpResponse(message, status=400, content_type="text/plain")


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101
    return request.user
