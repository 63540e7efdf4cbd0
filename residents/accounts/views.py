"""Views for the security of an account: second factor, sessions, e-mail address, OpenID Connect."""

import logging
from typing import Any

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_socialaccount_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from core.return_urls import local_path
from core.token_pages import token_page
from residents.accounts import email_change, second_factor, sessions
from residents.accounts.allauth_compat import end_sessions
from residents.accounts.forms import EmailChangeForm
from residents.models import EmailChange
from residents.requests import SignedInRequest

logger = logging.getLogger(__name__)

# Errors from a provider that is down or breaks the protocol.
_PROVIDER_ERRORS = (RequestException, OAuth2Error, KeyError, ValueError)
_LANGUAGE_KEY = "openid_connect_language"
_NEXT_KEY = "second_factor_next"


@require_safe
@login_required
@never_cache
def security(request: SignedInRequest) -> HttpResponse:
    """Show how the resident signs in, with links to change each part."""
    user = request.user
    types = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "has_password": user.has_usable_password(),
        "has_totp": Authenticator.Type.TOTP in types,
        "passkeys": types.count(Authenticator.Type.WEBAUTHN),
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in types,
        "sessions": sessions.active_sessions(user).count(),
        "providers": get_socialaccount_adapter().list_providers(request),
        "connections": SocialAccount.objects.filter(user=user).count(),
        "robots": "noindex",
    }
    return render(request, "residents/security.html", context)


@require_safe
@login_required
@never_cache
def second_factor_page(request: SignedInRequest) -> HttpResponse:
    """Ask staff to set up a second factor; redirect to `next` when they have one."""
    user = request.user
    if target := local_path(request.GET.get("next")):
        request.session[_NEXT_KEY] = target
    if not second_factor.is_missing(request):
        target = local_path(request.session.pop(_NEXT_KEY, ""))
        return redirect(target or reverse("residents:security"))
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "has_totp": Authenticator.Type.TOTP in types,
        "has_passkey": Authenticator.Type.WEBAUTHN in types,
        "robots": "noindex",
    }
    return render(request, "residents/second_factor.html", context)


@require_POST
@login_required
@never_cache
def end_session(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Sign out one of the resident's own sessions."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    is_current = session.is_current()
    end_sessions(request, [session])
    if is_current:
        return redirect("account_login")
    messages.success(request, _("The device has been signed out."))
    return redirect("usersessions_list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def email(request: SignedInRequest) -> HttpResponse:
    """Request a new e-mail address, or withdraw the request. Replaces allauth's page."""
    user = request.user
    if request.method == "POST" and "withdraw" in request.POST:
        email_change.withdraw(user)
        messages.success(request, _("Your email address has not been changed."))
        return redirect("account_email")
    form = EmailChangeForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="change_email"):
            return ratelimit.respond_429(request)
        email_change.request_change(user=user, new_email=form.cleaned_data["email"])
        return redirect("account_email")
    pending_change = EmailChange.objects.open().filter(user=user).first()
    context = {"form": form, "pending_change": pending_change, "robots": "noindex"}
    return render(request, "residents/email.html", context)


@token_page
def email_change_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the change that a mailed link is for; POST confirms it."""
    link = email_change.find(token, action="confirm")
    if link is None:
        return _email_change_page(request, "unknown", status=404)
    context: dict[str, Any] = {"link": link, "change": link.change}
    if request.method == "POST":
        try:
            is_changed = email_change.confirm(link)
        except email_change.TakenError:
            return _email_change_page(request, "taken", context, status=409)
        if is_changed:
            return _email_change_page(request, "done", context)
        return redirect("residents:email_change_confirm", token)
    return _email_change_page(request, "half" if link.is_confirmed else "confirm", context)


@token_page
def email_change_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Show the change that a mailed link is for; POST cancels it."""
    link = email_change.find(token, action="cancel")
    if link is None:
        return _email_change_page(request, "unknown", status=404)
    context = {"link": link, "change": link.change}
    if request.method == "POST":
        email_change.cancel(link)
        return _email_change_page(request, "cancelled", context)
    return _email_change_page(request, "cancel", context)


def openid_connect_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Redirect to the provider, with the configured scopes only.

    allauth would add the scopes of the query string.
    """
    if {"scope", "auth_params"} & set(request.GET):
        raise Http404
    try:
        response: HttpResponse = openid_connect.login(request, provider_id)
    except _PROVIDER_ERRORS as error:
        logger.warning("The provider %s gave no answer of use: %s", provider_id, error)
        return render(request, "socialaccount/authentication_error.html", status=502)
    if request.method == "POST" and response.status_code == 302:
        request.session[_LANGUAGE_KEY] = get_language()
        # The CSP directive "form-action" also applies to redirects, and the provider may redirect
        # anywhere. So the form ends at a page that continues with a link.
        context = {"target": response["Location"], "robots": "noindex"}
        return render(request, "socialaccount/leave.html", context)
    return response


def openid_connect_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Handle the provider's response, in the language in which the reader left."""
    language = request.session.get(_LANGUAGE_KEY) or get_language()
    translation.activate(language)
    request.LANGUAGE_CODE = language
    if request.GET.get("error") == "access_denied":
        # Some providers omit the state when the user declines; allauth would report an error.
        return redirect("socialaccount_login_cancelled")
    try:
        response: HttpResponse = openid_connect.callback(request, provider_id)
    except _PROVIDER_ERRORS as error:
        logger.warning("The provider %s gave no answer of use: %s", provider_id, error)
        return render(request, "socialaccount/authentication_error.html", status=502)
    return response


def _email_change_page(
    request: HttpRequest, state: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {"state": state, "robots": "noindex", **(context or {})}
    return render(request, "residents/email_change.html", context, status=status)
