"""What the reports on campaigns share: whose pages they list, and the answer as page or file."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from campaigns.pledge_choices import SMALLEST_SHOWN
from core.table_files import CONTENT_TYPES, file_response

AnyPage = TypeVar("AnyPage", bound=Page)
Table = Sequence[Sequence[Any]]


def editable_pages(request: HttpRequest, model: type[AnyPage]) -> "QuerySet[AnyPage]":
    """Return the pages of `model` that the user may edit.

    Raises `PermissionDenied` if there is no page at all that the user may edit.
    """
    policy = PagePermissionPolicy()
    if not policy.user_has_any_permission(request.user, {"add", "change", "publish"}):
        raise PermissionDenied
    editable = policy.instances_user_has_any_permission_for(request.user, {"change", "publish"})
    found: QuerySet[AnyPage] = model._default_manager.filter(pk__in=editable.values("pk"))
    return found


def page_or_file(
    request: HttpRequest, name: str, rows: Sequence[Any], table: Table
) -> HttpResponseBase:
    """Return the report `name` as a page with `rows`, or as the file that `?export=` asks for.

    `table` begins with the headings. `export` is "csv" or "xlsx".
    """
    kind = request.GET.get("export", "")
    if kind in CONTENT_TYPES:
        return file_response(request, name, kind, table)
    return render(request, f"campaigns/admin/{name}.html", {"rows": rows})


def fewer() -> str:
    """Return what is shown in place of a small number."""
    return _("fewer than %(number)d") % {"number": SMALLEST_SHOWN}
