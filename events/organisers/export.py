"""The list of attendees as a file, in CSV or XLSX.

Spreadsheets run cells that begin with = + - or @ as formulas. Text from people must never become
one: CSV puts an apostrophe before it, XLSX stores it as text. E-mail addresses are left out: the
hub writes to attendees, and nothing deletes a file from an organiser's computer in time.
"""

import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log, registry

from core.spreadsheets import as_csv, write_xlsx
from events.display.localized_texts import title_for
from events.models import Occurrence, Question
from events.organisers.attendees import Attendee, attendees, sorted_ids
from residents.models import User

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ACTION = "events.export"

# Sign-ups per query.
_BATCH_SIZE = 500
_LOG_LENGTH = 20


@dataclass(frozen=True, slots=True)
class ExportLogEntry:
    """One export of the list."""

    at: datetime.datetime
    # Public name; empty if the account is deleted.
    by: str
    kind: str


def export(occurrence: Occurrence, kind: str, *, by: User, language: str) -> bytes:
    """Return the list as a file of `kind` and log the export."""
    write = _as_xlsx if kind == XLSX else _as_csv
    with transaction.atomic():
        content = write(occurrence, title_for(occurrence.event, language))
        log(occurrence, ACTION, user=by, data={"kind": kind})
    return content


def file_name(occurrence: Occurrence, kind: str) -> str:
    """Return an ASCII file name with the local start time, which needs no quoting."""
    return f"attendees-{timezone.localtime(occurrence.starts_at):%Y-%m-%d-%H%M}.{kind}"


def log_of(occurrence: Occurrence) -> list[ExportLogEntry]:
    """Return the latest exports of the list, newest first."""
    entries = registry.get_logs_for_instance(occurrence).filter(action=ACTION)
    return [
        ExportLogEntry(
            at=entry.timestamp,
            by=entry.user.public_name if entry.user else "",
            kind=entry.data.get("kind", ""),
        )
        for entry in entries.select_related("user").order_by("-timestamp")[:_LOG_LENGTH]
    ]


def _questions(occurrence: Occurrence) -> list[Question]:
    """Return all questions of the event, including answered ones that it no longer asks."""
    return list(occurrence.event.questions.all())


def _head(questions: list[Question]) -> list[str]:
    return [
        *(_("Name"), _("People"), _("Names of the others"), _("Status")),
        *(_("Number on the waiting list"), _("Phone"), _("New here")),
        *(_("Signed up"), _("Came"), _("Number who came")),
        *(question.label for question in questions),
    ]


def _rows(occurrence: Occurrence, questions: list[Question]) -> Iterator[list[Any]]:
    ids = sorted_ids(occurrence) + sorted_ids(occurrence, ended=True)
    for start in range(0, len(ids), _BATCH_SIZE):
        for attendee in attendees(occurrence, ids[start : start + _BATCH_SIZE]):
            yield _row(attendee, questions)


def _row(attendee: Attendee, questions: list[Question]) -> list[Any]:
    signup = attendee.signup
    answers = {answer.question_id: answer.answer for answer in attendee.answers}
    return [
        *(signup.name, signup.party_size, attendee.companions, signup.get_status_display()),
        *(attendee.queue_position or "", signup.phone, _("Yes") if signup.is_newcomer else ""),
        *(_local_time(signup.created_at), _local_time(signup.checked_in_at), signup.arrived or ""),
        *(answers.get(question.pk, "") for question in questions),
    ]


def _local_time(value: datetime.datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _as_csv(occurrence: Occurrence, title: str) -> bytes:
    questions = _questions(occurrence)
    return as_csv([_head(questions), *_rows(occurrence, questions)])


def _as_xlsx(occurrence: Occurrence, title: str) -> bytes:
    target = io.BytesIO()
    questions = _questions(occurrence)
    write_xlsx([_head(questions), *_rows(occurrence, questions)], target, title=title)
    return target.getvalue()
