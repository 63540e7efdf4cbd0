"""A resident's own page."""

from typing import cast

from allauth.account import views as account_views
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from residents.forms import ProfileForm
from residents.models import User


def signup(request: HttpRequest) -> HttpResponse:
    """Show allauth's form. The account and the mail it owes are written together, or not at all."""
    try:
        with transaction.atomic():
            return account_views.signup(request)
    except IntegrityError:
        # The form was sent twice at once. The other made the account; now allauth knows of it.
        with transaction.atomic():
            return account_views.signup(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what a resident is called, and in which language mail is written."""
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, instance=cast(User, request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile has been saved."))
        return redirect("residents:profile")
    return render(request, "residents/profile.html", {"form": form})
