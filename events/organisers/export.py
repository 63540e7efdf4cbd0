"""The list of attendees as a file, for organisers who work with one.

A spreadsheet takes what begins with = + - or @ for a formula, and calculates it. What people write
is never one: in CSV it gets an apostrophe before it, in XLSX it is marked as text.

E-mail addresses are not in it: the hub writes to people, and a file on somebody's computer is
forgotten by nobody.
"""

import csv
import datetime
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log, registry

from events.display.localized_texts import title_for
from events.models import Occurrence, Question
from events.organisers.attendees import Attendee, attendees, in_order
from residents.models import User

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ACTION = "events.export"

# The full-width forms are made plain by some programs. (OWASP, "CSV Injection")
_BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# So many are fetched at once.
_LOT = 500
_LOGGED = 20


def export(occurrence: Occurrence, kind: str, *, by: User, language: str) -> bytes:
    """Return the list as a file of that `kind`, and note who took it."""
    write = _as_xlsx if kind == XLSX else _as_csv
    with transaction.atomic():
        content = write(occurrence, title_for(occurrence.event, language))
        log(occurrence, ACTION, user=by, data={"kind": kind})
    return content


def file_name(occurrence: Occurrence, kind: str) -> str:
    """Return what the file is called: it says when, and nothing that needs quoting."""
    return f"attendees-{timezone.localtime(occurrence.starts_at):%Y-%m-%d-%H%M}.{kind}"


def log_of(occurrence: Occurrence) -> list[tuple[datetime.datetime, str, str]]:
    """Return who took the list along of late: when, who, and as what; the last ones first.

    Somebody whose account is gone has no name.
    """
    entries = registry.get_logs_for_instance(occurrence).filter(action=ACTION)
    return [
        (entry.timestamp, entry.user.public_name if entry.user else "", entry.data.get("kind", ""))
        for entry in entries.select_related("user").order_by("-timestamp")[:_LOGGED]
    ]


def harmless(value: Any) -> Any:
    """Return `value` as a spreadsheet shows it that reads CSV: never as a formula."""
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_BEGINS_FORMULA):
        return f"'{value}"
    return value


def _questions(occurrence: Occurrence) -> list[Question]:
    """Return what the event asks, and what it asked of those who have answered."""
    return list(occurrence.event.questions.all())


def _head(questions: list[Question]) -> list[str]:
    return [
        *(_("Name"), _("People"), _("Names of the others"), _("Status")),
        *(_("Place on the waiting list"), _("Telephone"), _("New here")),
        *(_("Signed up"), _("Came"), _("People who came")),
        *(question.label for question in questions),
    ]


def _rows(occurrence: Occurrence, questions: list[Question]) -> Iterator[list[Any]]:
    numbers = in_order(occurrence) + in_order(occurrence, ended=True)
    for start in range(0, len(numbers), _LOT):
        for attendee in attendees(occurrence, numbers[start : start + _LOT]):
            yield _row(attendee, questions)


def _row(attendee: Attendee, questions: list[Question]) -> list[Any]:
    signup = attendee.signup
    answers = {said.question_id: said.answer for said in attendee.answers}
    return [
        *(signup.name, signup.party_size, attendee.companions, signup.get_status_display()),
        *(attendee.place or "", signup.phone, _("Yes") if signup.is_newcomer else ""),
        *(_moment(signup.created_at), _moment(signup.checked_in_at), signup.arrived or ""),
        *(answers.get(question.pk, "") for question in questions),
    ]


def _moment(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _as_csv(occurrence: Occurrence, title: str) -> bytes:
    """As Danish Excel opens it: semicolons, and a mark that says UTF-8."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    questions = _questions(occurrence)
    for row in (_head(questions), *_rows(occurrence, questions)):
        writer.writerow([harmless(value) for value in row])
    return ("\ufeff" + target.getvalue()).encode()


def _as_xlsx(occurrence: Occurrence, title: str) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            **{"in_memory": True, "strings_to_formulas": False},
            **{"strings_to_urls": False, "strings_to_numbers": False},
        },
    )
    book.set_properties({"title": title})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    questions = _questions(occurrence)
    head = _head(questions)
    for column, words in enumerate(head):
        sheet.write_string(0, column, words, bold)
    for number, row in enumerate(_rows(occurrence, questions), start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value:
                # Longer than a cell may be (32,767), it would be left out without a word.
                sheet.write_string(number, column, str(value)[:32_000])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(head) - 1, 16)
    book.close()
    return target.getvalue()
