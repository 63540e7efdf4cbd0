"""Files to send as pictures, and the form that takes them."""

import io
import uuid
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from forum.models import Thread


def encoded(kind: str = "JPEG", size: tuple[int, int] = (1000, 500), **options) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", size, (20, 160, 60)).save(output, kind, **options)
    return output.getvalue()


def upload(content: bytes | None = None, name: str = "torvet.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded() if content is None else content, "image/jpeg")


def send(client, thread: Thread, *files: SimpleUploadedFile, **changes: object):
    fields = {"body": "Se her.", "submission": str(uuid.uuid4())}
    fields |= {f"file_{number}": file for number, file in enumerate(files, 1)}
    return client.post(reverse("forum:reply", args=[thread.pk]), {**fields, **changes})


def stored(private: Path) -> list[Path]:
    return [each for each in private.rglob("*") if each.is_file()]
