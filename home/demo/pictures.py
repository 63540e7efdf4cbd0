"""The pictures of the demo's posts: drawn, so that they show no real place or person."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from forum.models import ChosenPicture, Post
from forum.pictures import attaching
from forum.pictures.receiving import receive

_SIZE = _WIDTH, _HEIGHT = 960, 640
_GROUND = 400


def attach_drawings(post: Post, content: dict[str, Any]) -> None:
    """Draw the pictures that `content` lists, each with its `shows` and `alt`, for `post`."""
    if post.author is None or post.pictures.exists():
        return
    chosen = []
    for each in content.get("pictures", []):
        file = SimpleUploadedFile("drawing.png", _draw(each["shows"]), "image/png")
        picture = receive(file, uploader=post.author)
        chosen.append(ChosenPicture(picture.pk, each["alt"]))
    attaching.attach(post, chosen)


def _draw(shows: str) -> bytes:
    """Return a drawing as PNG: "hole" in a path, or a dark "lamp" beside one."""
    night = shows == "lamp"
    image = Image.new("RGB", _SIZE, "#26364d" if night else "#bfdde8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, _GROUND, _WIDTH, _HEIGHT), fill="#2f4a3a" if night else "#7fae72")
    path = [(380, _GROUND), (580, _GROUND), (860, _HEIGHT), (100, _HEIGHT)]
    draw.polygon(path, fill="#4a4f58" if night else "#a8a39b")
    if night:
        draw.rectangle((640, 130, 654, 470), fill="#12181f")
        draw.polygon([(600, 130), (694, 130), (674, 90), (620, 90)], fill="#12181f")
    else:
        draw.ellipse((350, 500, 590, 590), fill="#5d574f")
        draw.ellipse((375, 515, 570, 585), fill="#35312c")
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()
