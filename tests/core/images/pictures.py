"""Images for the tests of pictures on pages."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.models import SiteImage
from tests import factories
from tests.core.images import odd_pictures as odd

GREEN, RED = (20, 160, 60), (220, 30, 20)


def photograph(colour: tuple[int, int, int] = GREEN, size: tuple[int, int] = (1200, 800)) -> bytes:
    return odd.encoded(Image.new("RGB", size, colour), "JPEG")


def make_image(title: str = "Torvet", content: bytes = b"", name: str = "torvet.jpg") -> SiteImage:
    """Return a stored image without renditions."""
    image = SiteImage(title=title, file=ContentFile(content or photograph(), name=name))
    image.save()
    return SiteImage.objects.get(pk=image.pk)


def upload(content: bytes = b"", name: str = "torvet.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or photograph(), content_type="image/jpeg")


def make_page_with(*images: SiteImage, title: str = "Om os") -> Any:
    """Return a page whose body has these pictures."""
    body = [("picture", {"image": image, "caption": ""}) for image in images]
    return factories.make_standard_page(title, body=body)


def attributes_of(tag: str) -> dict[str, str]:
    """Return the attributes of a tag as it is written in HTML."""
    return {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


def tags_of(markup: str, name: str) -> list[dict[str, str]]:
    """Return the attributes of all tags of that name."""
    return [attributes_of(tag) for tag in re.findall(rf"<{name}\b[^>]*>", markup)]


def shown_image(markup: str, alt: str = "Torvet") -> dict[str, str]:
    """Return the attributes of the one `img` with that alternative text."""
    [img] = [tag for tag in tags_of(markup, "img") if tag.get("alt") == alt]
    return img


def colour_of(path: Path) -> tuple[int, ...]:
    """Return the colour in the middle of a picture."""
    with Image.open(path) as picture:
        colour: Any = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
        return tuple(colour)


def is_near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(one - two) < 40 for one, two in zip(colour, other, strict=True))


def fail_for(monkeypatch: Any, is_failing: Callable[[str], bool]) -> None:
    """Let the renditions with such a filter fail."""
    make = SiteImage.generate_rendition_file

    def generate(self: SiteImage, filter: Any, *, source: Any = None) -> Any:
        if is_failing(filter.spec):
            raise OSError("the disk is full")
        return make(self, filter, source=source)

    monkeypatch.setattr(SiteImage, "generate_rendition_file", generate)
