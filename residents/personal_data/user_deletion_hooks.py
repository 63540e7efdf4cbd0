"""Deleting users in Wagtail's admin, which goes the way that residents go themselves.

Wagtail alone would delete the row: seats would stay taken, and addresses stay behind.
"""

from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from residents.models import User
from residents.personal_data import erasure
from residents.personal_data.registry import Posts

USERS = "wagtailusers_users:index"


def erase_one(request: HttpRequest, user: User) -> HttpResponse | None:
    """Erase the account in Wagtail's stead; before it asks, refuse what could not be done."""
    if request.method == "POST":
        return _erase_all(request, [user])
    if erasure.is_last_administrator(user):
        return _refuse(request)
    return None


def erase_several(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Do the same where several users were ticked: all of them or none."""
    if action_type != "delete" or action.model is not User:
        return None
    return _erase_all(request, objects)


def _erase_all(request: HttpRequest, users: Sequence[User]) -> HttpResponse:
    try:
        with transaction.atomic():
            count = sum(erasure.erase(user=user, posts=Posts.KEEP) for user in users)
    except erasure.LastAdministrator:
        return _refuse(request)
    except OperationalError:
        messages.error(
            request, _("Somebody was writing just then, and nothing was erased. Try again.")
        )
        return redirect(USERS)
    words = ngettext("%(count)d account is erased.", "%(count)d accounts are erased.", count)
    messages.success(request, words % {"count": count})
    return redirect(USERS)


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _(
            "Nothing was erased: nobody would be an administrator any more. Make somebody else "
            "an administrator first."
        ),
    )
    return redirect(USERS)
