"""Signing in and security: what a resident has set up, where they are signed in, their address."""

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
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from core.token_pages import token_page
from residents.accounts import email_change, second_factor, sessions
from residents.accounts.allauth_compat import end_sessions
from residents.accounts.forms import EmailChangeForm
from residents.models import EmailChange
from residents.requests import SignedInRequest

logger = logging.getLogger(__name__)

# What comes of a provider that is down, or answers without what the protocol asks of it.
_NO_USE = (RequestException, OAuth2Error, KeyError, ValueError)
_LANGUAGE = "openid_connect_language"
_NEXT = "second_factor_next"


@require_safe
@login_required
@never_cache
def security(request: SignedInRequest) -> HttpResponse:
    """Show how the resident signs in, and the way to each part of it."""
    user = request.user
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "has_password": user.has_usable_password(),
        "has_totp": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": sessions.of(user).count(),
        "providers": get_socialaccount_adapter().list_providers(request),
        "connections": SocialAccount.objects.filter(user=user).count(),
        "robots": "noindex",
    }
    return render(request, "residents/security.html", context)


@require_safe
@login_required
@never_cache
def second_factor_page(request: SignedInRequest) -> HttpResponse:
    """Tell staff that they need a second factor, and lead them back when they have it."""
    user = request.user
    target = request.GET.get("next", "")
    if target and _is_ours(request, target):
        request.session[_NEXT] = target
    if not second_factor.is_missing(request):
        return redirect(request.session.pop(_NEXT, "residents:security"))
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        "robots": "noindex",
    }
    return render(request, "residents/second_factor.html", context)


@require_POST
@login_required
@never_cache
def end_session(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Sign one of the resident's own devices out."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    current = session.is_current()
    end_sessions(request, [session])
    if current:
        return redirect("account_login")
    messages.success(request, _("The device has been signed out."))
    return redirect("usersessions_list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def email(request: SignedInRequest) -> HttpResponse:
    """Ask for another e-mail address, or withdraw the wish. In place of allauth's page."""
    user = request.user
    if request.method == "POST" and "withdraw" in request.POST:
        email_change.withdraw(user)
        messages.success(request, _("Your e-mail address stays as it is."))
        return redirect("account_email")
    form = EmailChangeForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="change_email"):
            return ratelimit.respond_429(request)
        email_change.ask(user=user, new_email=form.cleaned_data["email"])
        return redirect("account_email")
    waiting = EmailChange.objects.open().filter(user=user).first()
    context = {"form": form, "waiting": waiting, "robots": "noindex"}
    return render(request, "residents/email.html", context)


@token_page
def email_change_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the change that a mailed link is for; agree to it when the button is pressed."""
    link = email_change.find(token, act="confirm")
    if link is None:
        return _email_change_page(request, "unknown", status=404)
    context: dict[str, Any] = {"link": link, "change": link.change}
    if request.method == "POST":
        try:
            changed = email_change.confirm(link)
        except email_change.TakenError:
            return _email_change_page(request, "taken", context, status=409)
        if changed:
            return _email_change_page(request, "done", context)
        return redirect("residents:email_change_confirm", token)
    return _email_change_page(request, "half" if link.is_confirmed else "confirm", context)


@token_page
def email_change_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Show the change that a mailed link is for; stop it when the button is pressed."""
    link = email_change.find(token, act="cancel")
    if link is None:
        return _email_change_page(request, "unknown", status=404)
    context = {"link": link, "change": link.change}
    if request.method == "POST":
        email_change.cancel(link)
        return _email_change_page(request, "cancelled", context)
    return _email_change_page(request, "cancel", context)


def openid_connect_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider, with the scopes that are settled: allauth would add the query's."""
    if {"scope", "auth_params"} & set(request.GET):
        raise Http404
    try:
        response: HttpResponse = openid_connect.login(request, provider_id)
    except _NO_USE as error:
        logger.warning("The provider %s gave no answer of use: %s", provider_id, error)
        return render(request, "socialaccount/authentication_error.html", status=502)
    if request.method == "POST" and response.status_code == 302:
        request.session[_LANGUAGE] = get_language()
        # A policy on where forms lead ("form-action") also counts where they are led on to, and
        # only the provider knows that. So the form ends here, and a page leads on.
        context = {"target": response["Location"], "robots": "noindex"}
        return render(request, "socialaccount/leave.html", context)
    return response


def openid_connect_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the provider's answer, in the language that one left in."""
    language = request.session.get(_LANGUAGE) or get_language()
    translation.activate(language)
    request.LANGUAGE_CODE = language
    if request.GET.get("error") == "access_denied":
        # Some leave the state out of a refusal; then allauth would call it a failure.
        return redirect("socialaccount_login_cancelled")
    try:
        response: HttpResponse = openid_connect.callback(request, provider_id)
    except _NO_USE as error:
        logger.warning("The provider %s gave no answer of use: %s", provider_id, error)
        return render(request, "socialaccount/authentication_error.html", status=502)
    return response


def _email_change_page(
    request: HttpRequest, state: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {"state": state, "robots": "noindex", **(context or {})}
    return render(request, "residents/email_change.html", context, status=status)


def _is_ours(request: HttpRequest, url: str) -> bool:
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
