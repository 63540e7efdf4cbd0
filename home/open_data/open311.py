"""Local issues for the systems of a municipality: Open311 GeoReport v2, read-only.

https://wiki.open311.org/GeoReport_v2
"""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Self
from xml.etree import ElementTree

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, pgettext

from core.primary_keys import parse_pks
from core.themes import LocalizedTheme, localized_themes
from forum.issues import public_issues
from forum.models import Thread
from home.open_data.responses import open_data

# The limits of the specification.
MOST = 1_000
LONGEST = datetime.timedelta(days=90)
_CONTENT_TYPES = {
    "json": "application/json; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
}
_STATUSES = ("open", "closed")
# The service of issues without a theme. A slug has no colon, so no theme can have this code.
_OTHER = "theme:none"
# No clock and no database has trouble with these.
_FIRST_YEAR, _LAST_YEAR = 1990, 2200

Row = Mapping[str, Any]


class RefusedError(Exception):
    """The request cannot be answered; `status` and the message are for the caller."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def georeport(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Make a view of the specification: open data whose errors have the specified form.

    The view gets `extension`, "json" or "xml", and may raise `RefusedError`.
    """

    @open_data
    def answer(request: HttpRequest, *, extension: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, extension=extension, **kwargs)
        except RefusedError as error:
            return _refuse(extension, error.status, str(error))

    @wraps(view)
    def wrapped(request: HttpRequest, *, extension: str, **kwargs: Any) -> HttpResponseBase:
        response = answer(request, extension=extension, **kwargs)
        # What `open_data` itself refuses has the form of the other open data.
        if response.status_code in {400, 405, 429} and not hasattr(response, "is_georeport"):
            text = json.loads(response.content)["message"]  # type: ignore[attr-defined]
            refused = _refuse(extension, response.status_code, text)
            for name in ("Allow", "Retry-After", "Cache-Control"):
                if name in response.headers:
                    refused.headers[name] = response.headers[name]
            return refused
        return response

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapped


@georeport
def services(request: HttpRequest, *, extension: str) -> HttpResponse:
    """List the themes as the services for which there can be issues, and one for all others."""
    rows = [_service(theme.slug, theme.name, theme.summary) for theme in localized_themes()]
    rows.append(_service(_OTHER, pgettext("theme", "Other"), gettext("What belongs to no theme.")))
    return _respond(extension, ("services", "service"), rows)


def _service(code: str, name: str, description: str) -> Row:
    return {
        "service_code": code,
        "service_name": name,
        "description": description,
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": "",
    }


@georeport
def service_requests(request: HttpRequest, *, extension: str) -> HttpResponse:
    """List the issues that everybody can read, the newest first."""
    return _list(extension, Wanted.read(request).condition)


@georeport
def service_request(request: HttpRequest, *, extension: str, issue_id: int) -> HttpResponse:
    """Return one issue, as a list of one."""
    response = _list(extension, Q(pk=issue_id))
    if not response.row_count:  # type: ignore[attr-defined]
        raise RefusedError(404, "service_request_id provided was not found")
    return response


@dataclass(frozen=True)
class Wanted:
    """Which issues are asked for."""

    condition: Q

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        """Raises `RefusedError`."""
        if ids := request.GET.get("service_request_id", ""):
            # It overrides all other parameters.
            return cls(Q(pk__in=parse_pks(_listed(ids)[:MOST])))
        condition = _period(request)
        if codes := _listed(request.GET.get("service_code", "")):
            condition &= _of_services(codes)
        if statuses := _listed(request.GET.get("status", "")):
            if not set(statuses) <= set(_STATUSES):
                raise RefusedError(400, "status is open or closed")
            condition &= public_issues.of_status(
                has_open="open" in statuses, has_closed="closed" in statuses
            )
        return cls(condition)


def _of_services(codes: list[str]) -> Q:
    """Return the condition for issues of these services. Raises `RefusedError`."""
    known = localized_themes()
    slugs = [code for code in codes if code != _OTHER]
    themes = [theme for slug in slugs if (theme := known.by_slug(slug))]
    if len(themes) < len(slugs):
        raise RefusedError(404, "service_code provided was not found")
    found = Q(theme__in=[theme.id for theme in themes])
    return found | Q(theme=None) if _OTHER in codes else found


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _period(request: HttpRequest) -> Q:
    """Return the condition for the time of the report: at most 90 days, by default the last."""
    start, end = (_moment(request, name) for name in ("start_date", "end_date"))
    if start and end and not datetime.timedelta() <= end - start <= LONGEST:
        raise RefusedError(400, "start_date and end_date span at most 90 days")
    if end:
        return Q(created_at__gte=start or end - LONGEST, created_at__lte=end)
    if start:
        return Q(created_at__gte=start, created_at__lte=start + LONGEST)
    # From midnight, so that the answer is the same all day.
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Q(created_at__gte=today - LONGEST)


def _moment(request: HttpRequest, name: str) -> datetime.datetime | None:
    """Return a moment with time zone; a "+" that was not escaped has become a blank."""
    text = request.GET.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        day = parse_date(text)
        moment = parse_datetime(text) or (
            datetime.datetime.combine(day, datetime.time()) if day else None
        )
    except ValueError:
        moment = None
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise RefusedError(400, f"{name} is a date such as 2026-05-24T00:00:00Z")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _list(extension: str, condition: Q) -> HttpResponse:
    threads = list(public_issues.find(condition)[:MOST])
    themes = localized_themes()
    rows = [_row(thread, themes.get(thread.theme_id)) for thread in threads]
    return _respond(extension, ("service_requests", "request"), rows)


def _row(thread: Thread, theme: LocalizedTheme | None) -> Row:
    """Return an issue. It names no person: neither who reported it nor who answered."""
    issue, area = thread.issue, thread.area
    postal_codes = area.postal_codes.split() if area else []
    return {
        "service_request_id": str(thread.pk),
        "status": "open" if public_issues.is_open(thread) else "closed",
        "status_notes": public_issues.status_notes(thread),
        "service_name": theme.name if theme else pgettext("theme", "Other"),
        "service_code": theme.slug if theme else _OTHER,
        "description": public_issues.description(thread),
        "agency_responsible": issue.handled_by.name_for_reader if issue.handled_by else None,
        # What is invented for a demo must not send anybody out.
        "service_notice": "Example" if thread.is_example else None,
        "requested_datetime": _iso(thread.created_at),
        "updated_datetime": _iso(issue.changed_at),
        "expected_datetime": _iso(public_issues.expected_at(thread)),
        "address": ", ".join(filter(None, (issue.place, thread.area_name))) or None,
        "address_id": None,
        "zipcode": postal_codes[0] if len(postal_codes) == 1 else None,
        "lat": float(issue.latitude) if issue.latitude is not None else None,
        "long": float(issue.longitude) if issue.longitude is not None else None,
        "media_url": public_issues.media_url(thread),
    }


def _iso(moment: datetime.datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


def _respond(
    extension: str, names: tuple[str, str], rows: list[Row], status: int = 200
) -> HttpResponse:
    content = _xml(names, rows) if extension == "xml" else json.dumps(rows, ensure_ascii=False)
    response = HttpResponse(content, status=status, content_type=_CONTENT_TYPES[extension])
    response.headers["Content-Language"] = settings.LANGUAGE_CODE
    response.is_georeport = True  # type: ignore[attr-defined]
    response.row_count = len(rows)  # type: ignore[attr-defined]
    return response


def _refuse(extension: str, status: int, text: str) -> HttpResponse:
    return _respond(extension, ("errors", "error"), [{"code": status, "description": text}], status)


def _xml(names: tuple[str, str], rows: list[Row]) -> bytes:
    root = ElementTree.Element(names[0])
    for row in rows:
        element = ElementTree.SubElement(root, names[1])
        for name, value in row.items():
            text = str(value).lower() if isinstance(value, bool) else value
            child = ElementTree.SubElement(element, name)
            child.text = None if text is None else str(text)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content
