"""The pictures of shared pages: made by the worker, and stored.

They lie in the private storage, and a view looks first whether the page is still public. A page
keeps its latest picture only.
"""

import io

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from PIL import Image

from core.social.cards import TEMPLATE, SocialCard
from core.social.drawings import drawing_svg
from core.typesetting import typesetter

CONTENT_TYPE = "image/jpeg"
_FOLDER = "social-images"
_QUALITY = 85


def stored_image(card: SocialCard) -> bytes | None:
    """Return the picture of `card`; None if it has not been made yet."""
    storage: Storage = storages["private"]
    try:
        with storage.open(_path(card)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def is_stored(card: SocialCard) -> bool:
    """Return whether the picture of `card` has been made."""
    storage: Storage = storages["private"]
    return bool(storage.exists(_path(card)))


def make_image(card: SocialCard) -> bool:
    """Make and store the picture of `card`, unless it is there; return whether it is new.

    Safe to repeat, also at the same time. Raises typesetter.BusyError, and what the storage raises.
    """
    if is_stored(card):
        return False
    _store(storages["private"], card, _make(card))
    return True


def _path(card: SocialCard) -> str:
    return f"{_FOLDER}/{card.owner}/{card.digest}.jpg"


def _make(card: SocialCard) -> bytes:
    drawing = drawing_svg(card.theme, card.image_id)
    png = typesetter.make_png(TEMPLATE, card.data, drawing=drawing)
    content = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(
            content, "JPEG", quality=_QUALITY, optimize=True, progressive=True, subsampling=0
        )
    return content.getvalue()


def _store(storage: Storage, card: SocialCard, content: bytes) -> None:
    path = _path(card)
    try:
        storage.save(path, ContentFile(content))
    except OSError:
        # A full disk leaves the beginning of the file, which would pass for the picture.
        storage.delete(path)
        raise
    folder, _slash, name = path.rpartition("/")
    for other in storage.listdir(folder)[1]:
        if other != name:
            storage.delete(f"{folder}/{other}")
