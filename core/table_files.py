"""Reports as files: written to the disk row by row, so that a long one needs no memory."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Site

from core.spreadsheets import write_csv, write_xlsx

ACTION = "desk.export"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_response(
    request: HttpRequest, name: str, kind: str, rows: Iterable[Sequence[Any]]
) -> FileResponse:
    """Return the file of a report, and log who downloaded it. `rows` begins with the headings."""
    # The response closes it, which deletes it.
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
    write = write_xlsx if kind == "xlsx" else write_csv
    write(rows, target)
    target.seek(0)
    site = Site.find_for_request(request) or Site.objects.first()
    if site is not None:
        log(site, ACTION, user=request.user, data={"report": name, "kind": kind})
    return FileResponse(
        target,
        as_attachment=True,
        content_type=CONTENT_TYPES[kind],
        filename=f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}",
    )
