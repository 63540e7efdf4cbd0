"""The pictures of shared pages: made when they are first asked for, and stored.

They lie in the private storage, and a view looks first whether the page is still public. A page
keeps its latest picture only.
"""

import io
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from PIL import Image

from core.social.cards import TEMPLATE, SocialCard
from core.social.drawings import drawing_svg
from core.typesetting import typesetter

logger = logging.getLogger(__name__)

CONTENT_TYPE = "image/jpeg"
_FOLDER = "social-images"
_QUALITY = 85


def image_of(card: SocialCard) -> bytes:
    """Return the picture of `card`, and store it if it is new. Raises typesetter.BusyError."""
    storage: Storage = storages["private"]
    owner = f"site-{card.language}" if card.page_id is None else f"page-{card.page_id}"
    folder, name = f"{_FOLDER}/{owner}", f"{card.digest}.jpg"
    try:
        with storage.open(f"{folder}/{name}") as file:
            return bytes(file.read())
    except FileNotFoundError:
        pass
    content = _make(card)
    try:
        _store(storage, folder, name, content)
    # The picture is there, and the next request tries to store it again.
    except Exception:
        logger.exception("The picture %s/%s cannot be stored.", folder, name)
    return content


def _make(card: SocialCard) -> bytes:
    drawing = drawing_svg(card.theme, card.image_id)
    png = typesetter.make_png(TEMPLATE, card.data, drawing=drawing)
    content = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(
            content, "JPEG", quality=_QUALITY, optimize=True, progressive=True, subsampling=0
        )
    return content.getvalue()


def _store(storage: Storage, folder: str, name: str, content: bytes) -> None:
    storage.save(f"{folder}/{name}", ContentFile(content))
    for other in storage.listdir(folder)[1]:
        if other != name:
            storage.delete(f"{folder}/{other}")
