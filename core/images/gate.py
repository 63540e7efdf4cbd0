"""The one gate for pictures, whoever uploads them and wherever.

What is stored is never the file that was sent: `core.images.decoder` decodes it in a process of
its own and encodes the picture again. So a stored picture holds no position, camera or owner, no
second file, and nothing that a browser or a rendition could fail on.
"""

import io
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.images import decoder

logger = logging.getLogger(__name__)

# In addition to the seconds of processor time: starting Python on a busy machine.
_PATIENCE = decoder.SECONDS * 3
_UNREADABLE = _(
    "We cannot read this file as a picture. It may be damaged or of another type. "
    "Use JPEG, PNG, WebP, AVIF, HEIC or GIF."
)
_TOO_MANY_PIXELS = _(
    "The picture is %(width)s × %(height)s pixels, which is more than we can receive. "
    "Make it smaller, for example 4000 pixels wide, and try again."
)


def clean_bytes(content: bytes) -> decoder.CleanPicture:
    """Return the clean picture; raise ValidationError with a message for whoever sent it."""
    try:
        result = subprocess.run(  # noqa: S603 (a program of ours)
            [sys.executable, "-I", str(Path(decoder.__file__))],
            input=content,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        logger.warning("Decoding a picture of %d bytes took too long.", len(content))
        raise ValidationError(_UNREADABLE, code="invalid_image") from None
    head, _newline, clean = result.stdout.partition(b"\n")
    answer = _read_answer(head) if result.returncode == 0 else {}
    if answer.get("refused") == "pixels":
        raise ValidationError(_TOO_MANY_PIXELS, code="file_too_many_pixels", params=answer)
    if "extension" not in answer:
        reason = answer.get("why") or f"status {result.returncode}"
        logger.info("Refused a picture of %d bytes: %s", len(content), reason)
        raise ValidationError(_UNREADABLE, code="invalid_image")
    return decoder.CleanPicture(clean, answer["extension"], answer["width"], answer["height"])


def _read_answer(line: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


class CleanFile(ContentFile):
    """A file that has passed the gate."""

    has_passed_gate = True


def clean_file(file: File, name: str) -> File:
    """Return the clean picture as a file, with the extension of what it is."""
    if getattr(file, "has_passed_gate", False):
        return file
    file.seek(0)
    picture = clean_bytes(file.read())
    return CleanFile(picture.content, name=_named(name, picture))


def clean_upload(upload: UploadedFile) -> None:
    """Replace the content of `upload`, so that no later code sees what was sent."""
    upload.seek(0)
    picture = clean_bytes(upload.read())
    raw: io.BytesIO = upload.file  # type: ignore[assignment]
    raw.seek(0)
    raw.truncate()
    raw.write(picture.content)
    raw.flush()
    raw.seek(0)
    upload.size = len(picture.content)
    upload.name = _named(upload.name or "", picture)
    upload.content_type = "image/png" if picture.extension == "png" else "image/jpeg"
    upload.has_passed_gate = True  # type: ignore[attr-defined]


def _named(name: str, picture: decoder.CleanPicture) -> str:
    return f"{Path(name).stem or 'picture'}.{picture.extension}"
