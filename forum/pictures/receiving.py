"""Receive an uploaded picture: check it, encode it again, and store it.

The row is committed before the files are written. So a crash in between leaves a row, which
`keeping.delete_abandoned` deletes, and never a file of which nobody knows.
"""

import datetime
import io
import logging

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image

from core.field_defaults import new_secret
from core.images import gate
from forum.models.pictures import SMALL_SIDE, PostPicture, fit
from residents.models import User

logger = logging.getLogger(__name__)

MOST_BYTES = 10 * 1024 * 1024
# Uploads of one person in a day, also those that they post nowhere.
MOST_A_DAY = 60
# The longest side of the full picture.
FULL_SIDE = 1920
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_WRONG_TYPE = _("This is no picture that we can show. Use JPEG, PNG, WebP or HEIC.")
_NO_ROOM = _(
    "The picture could not be stored just now. What you have written is still here. "
    "Try again later, or send it without the picture."
)


def receive(upload: UploadedFile, *, uploader: User, alt_text: str = "") -> PostPicture:
    """Return the stored picture, which belongs to no post yet.

    Raises `ValidationError`, with a message for the uploader, and then nothing is stored.
    """
    _check(upload, uploader)
    picture = gate.clean_bytes(upload.read())
    with Image.open(io.BytesIO(picture.content)) as image:
        full = _resized(image, FULL_SIDE, quality=85) or picture.content
        small = _resized(image, SMALL_SIDE, quality=80) or full
    width, height = fit(picture.width, picture.height, FULL_SIDE)
    name = f"post-pictures/{new_secret()}"
    row = PostPicture.objects.create(
        uploader=uploader,
        file=f"{name}.{picture.extension}",
        small_file=f"{name}-small.{picture.extension}",
        width=width,
        height=height,
        bytes=len(full) + len(small),
        alt_text=alt_text,
    )
    try:
        for file, content in ((row.file, full), (row.small_file, small)):
            file.storage.save(file.name, ContentFile(content))
    # A full disk, or a bucket that does not answer: storages have errors of their own.
    except Exception:
        logger.exception("A picture of %d bytes cannot be stored.", row.bytes)
        _forget(row)
        raise ValidationError(_NO_ROOM, code="not_stored") from None
    return row


def _check(upload: UploadedFile, uploader: User) -> None:
    """Refuse what need not be decoded. Raises `ValidationError`."""
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(
            _("The picture is larger than %(most)d MB. Choose a smaller one."),
            code="file_too_large",
            params={"most": MOST_BYTES // (1024 * 1024)},
        )
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    is_known = (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS)
    )
    if not is_known:
        raise ValidationError(_WRONG_TYPE, code="invalid_image")
    since = timezone.now() - datetime.timedelta(days=1)
    recent = PostPicture.objects.filter(uploader=uploader, created_at__gt=since)
    if recent.count() >= MOST_A_DAY:
        raise ValidationError(
            _("You have uploaded many pictures today. Add this one tomorrow."),
            code="too_many_today",
        )


def _resized(image: Image.Image, side: int, *, quality: int) -> bytes | None:
    """Return the picture with no side longer than `side`; None if it is that small already."""
    if max(image.size) <= side:
        return None
    made = image.resize(fit(*image.size, side), Image.Resampling.LANCZOS)
    output = io.BytesIO()
    if image.format == "PNG":
        made.save(output, "PNG", optimize=True)
    else:
        made.save(output, "JPEG", quality=quality, optimize=True, progressive=True)
    return output.getvalue()


def _forget(row: PostPicture) -> None:
    """Delete the row with what was written; what fails now is tried again by `tick`."""
    try:
        row.delete()
    except Exception:
        logger.exception("The picture %s cannot be deleted yet.", row.pk)
