"""Typst in this process: templates in, PDF or PNG out, in some hundredths of a second.

Texts of people reach a template as JSON, never as markup, so nothing in them is carried out. The
templates import no packages, and nothing is fetched from other machines.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

# The functions import it: most processes make no documents, and it takes seven megabytes.
if TYPE_CHECKING:
    import typst

_FOLDER = Path(__file__).parent
# Documents that a process makes at once, and the seconds that others wait for their turn.
_AT_ONCE = 2
_PATIENCE_SECONDS = 2.0

_turns = threading.BoundedSemaphore(_AT_ONCE)


class BusyError(Exception):
    """Too many documents are being made. Try again in a few seconds."""


def make_pdf(template: str, data: Mapping[str, Any], *, drawing: str = "") -> bytes:
    """Return the PDF of a template in this folder: tagged (PDF/UA-1), its fonts embedded.

    `drawing` is an SVG. Raises BusyError.
    """
    import typst

    try:
        return _typeset(template, data, drawing, format="pdf", pdf_standards="ua-1")
    except typst.TypstError:
        # The standard allows no letter that our fonts lack, such as an emoji. It is left blank.
        return _typeset(template, data, drawing, format="pdf")


def make_png(template: str, data: Mapping[str, Any], *, drawing: str = "") -> bytes:
    """Return the first page of a template as PNG, with one pixel for each point.

    Raises BusyError.
    """
    return _typeset(template, data, drawing, format="png", ppi=72)


@cache
def version_of(template: str) -> str:
    """Return a hash of the template, which is part of the keys of what is made with it."""
    return hashlib.sha256(_source(template)).hexdigest()[:16]


def _typeset(
    template: str,
    data: Mapping[str, Any],
    drawing: str,
    *,
    format: Literal["pdf", "png"],
    **options: Any,
) -> bytes:
    import typst

    inputs = {"data": json.dumps(data), "drawing": drawing}
    with _turn():
        made = typst.compile(
            _source(template),
            root=_FOLDER,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format=format,
            **options,
        )
    # Pictures are a list if the document has several pages.
    return made[0] if isinstance(made, list) else bytes(made or b"")


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=_PATIENCE_SECONDS):
        raise BusyError
    try:
        yield
    finally:
        _turns.release()


@cache
def _source(template: str) -> bytes:
    return (_FOLDER / template).read_bytes()


@cache
def _fonts() -> "typst.Fonts":
    """Return Literata, and Typst's own fonts for letters that our cut of it lacks."""
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[_FOLDER / "fonts"],
    )
