"""Hooks that make Wagtail's admin erase a user by the rules of all apps.

Wagtail itself would delete the row only: the person's seats and addresses would stay.
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

USER_LIST = "wagtailusers_users:index"


def erase_one(request: HttpRequest, user: User) -> HttpResponse | None:
    """Erase the account instead of Wagtail; refuse the last administrator before it asks."""
    if request.method == "POST":
        return _erase_all(request, [user])
    if erasure.is_last_administrator(user):
        return _refuse(request)
    return None


def erase_several(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Erase all selected users, or none of them."""
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
            request,
            _("Someone was writing at the same moment, so nothing was deleted. Please try again."),
        )
        return redirect(USER_LIST)
    message = ngettext(
        "%(count)d account has been deleted.", "%(count)d accounts have been deleted.", count
    )
    messages.success(request, message % {"count": count})
    return redirect(USER_LIST)


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _(
            "Nothing was deleted, because there would be no administrator left. Make "
            "someone else an administrator first."
        ),
    )
    return redirect(USER_LIST)
