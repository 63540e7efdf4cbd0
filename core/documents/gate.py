"""Compare a document's content with its extension.

A document is stored as it was sent. It is served as a download with `nosniff`, so no browser runs
what is in it; the gate keeps its name honest, and keeps macros out.
"""

import re
import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_LARGEST_TEXT_CHUNK = 1024 * 1024
# Control characters that no text has.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MOST_ENTRIES = 10_000


def check(file: IO[bytes], name: str) -> None:
    """Raise ValidationError unless the content of `file` is what the extension of `name` says."""
    extension = PurePath(name).suffix[1:].lower()
    is_genuine = _CHECKS.get(extension)
    if is_genuine is None or extension not in settings.WAGTAILDOCS_EXTENSIONS:
        message = _("You cannot upload files of this type. Use one of these: %(types)s.")
        types = ", ".join(settings.WAGTAILDOCS_EXTENSIONS)
        raise ValidationError(message, code="invalid_extension", params={"types": types})
    file.seek(0)
    try:
        genuine = is_genuine(file)
    finally:
        file.seek(0)
    if not genuine:
        message = _(
            "The file is called .%(extension)s, but its content is something else, or it contains "
            "macros. Open it in the program it was made with, and save it as .%(extension)s."
        )
        raise ValidationError(message, code="content", params={"extension": extension})


def _is_pdf(file: IO[bytes]) -> bool:
    return file.read(5) == b"%PDF-"


def _is_text(file: IO[bytes]) -> bool:
    """Return whether it is text in UTF-8, UTF-16 or an older encoding of eight bits."""
    if file.read(2) in _UTF_16:
        return True
    file.seek(0)
    while chunk := file.read(_LARGEST_TEXT_CHUNK):
        if _NO_TEXT.search(chunk):
            return False
    return True


def _is_office_open_xml(folder: str) -> Callable[[IO[bytes]], bool]:
    def check(file: IO[bytes]) -> bool:
        names = _names_in(file)
        return "[Content_Types].xml" in names and any(n.startswith(folder) for n in names)

    return check


def _is_open_document(kind: str) -> Callable[[IO[bytes]], bool]:
    def check(file: IO[bytes]) -> bool:
        if "mimetype" not in _names_in(file):
            return False
        try:
            with zipfile.ZipFile(file) as archive, archive.open("mimetype") as entry:
                return entry.read(200) == f"{_OPEN_DOCUMENT}{kind}".encode()
        except _BROKEN:
            return False

    return check


_BROKEN: tuple[Any, ...] = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError)


def _names_in(file: IO[bytes]) -> set[str]:
    """Return the names in a ZIP archive; none if it is broken, or holds macros."""
    if file.read(4) != b"PK\x03\x04":
        return set()
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (*_BROKEN, NotImplementedError):
        return set()
    has_macros = any(n.lower().endswith("vbaproject.bin") or n.startswith("Basic/") for n in names)
    return set() if has_macros or len(names) > _MOST_ENTRIES else names


_CHECKS: dict[str, Callable[[IO[bytes]], bool]] = {
    "csv": _is_text,
    "docx": _is_office_open_xml("word/"),
    "odt": _is_open_document("text"),
    "ods": _is_open_document("spreadsheet"),
    "pdf": _is_pdf,
    "pptx": _is_office_open_xml("ppt/"),
    "txt": _is_text,
    "xlsx": _is_office_open_xml("xl/"),
}
