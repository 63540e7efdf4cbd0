"""Decode a picture within limits and encode it again, with nothing else in it.

The module runs as a program in a process of its own (`core.images.gate` starts it), because a
decoder may be slow, take much memory or crash. It imports nothing of the hub. It reads a file from
standard input and writes one line of JSON to standard output, followed by the new file.
"""

import io
import json
import resource
import sys
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms

# The longest side of a stored picture. The site shows pictures 960 pixels wide, on screens with
# two pixels for each.
LONGEST_SIDE = 2560
# The largest pictures that are decoded. A baseline JPEG can be decoded at a part of its size, so
# its pixels cost less.
MOST_PIXELS = 25_000_000
MOST_PIXELS_OF_JPEG = 110_000_000
# Limits of the process.
SECONDS = 10
BYTES = 600 * 1024 * 1024
# SVG is missing on purpose: it is a document with scripts, not a picture.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_ALWAYS_PNG = {"PNG", "GIF"}
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_WHITE = 257  # 65,535 / 255


class TooManyPixelsError(Exception):
    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(f"{size[0]} × {size[1]} pixels")
        self.size = size


@dataclass(frozen=True)
class CleanPicture:
    content: bytes
    extension: str
    width: int
    height: int


def clean(content: bytes) -> CleanPicture:
    """Return the picture in `content`: upright, sRGB, 8 bits, at most LONGEST_SIDE, no metadata.

    Of an animation, the first picture is kept. Raises TooManyPixelsError, or any other error if
    the content is not a whole picture of one of `FORMATS`, or HEIC.
    """
    formats: tuple[str, ...] = FORMATS
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        _register_heif()
        formats = ("HEIF", "AVIF")
    with Image.open(io.BytesIO(content), formats=formats) as image:
        _check_size(image)
        source_format = image.format
        picture = _decode(image)
    is_png = source_format in _ALWAYS_PNG or picture.mode == "RGBA"
    # A new picture has no metadata.
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    output = io.BytesIO()
    if is_png:
        bare.save(output, "PNG", optimize=True)
    else:
        bare.save(output, "JPEG", quality=90, subsampling=0, optimize=True)
    return CleanPicture(output.getvalue(), "png" if is_png else "jpg", *picture.size)


def _register_heif() -> None:
    # Imported here, because it takes as long as all the rest.
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def _check_size(image: Image.Image) -> None:
    pixels = image.width * image.height
    is_baseline = image.format in {"JPEG", "MPO"} and not image.info.get("progressive")
    if pixels > (MOST_PIXELS_OF_JPEG if is_baseline else MOST_PIXELS):
        raise TooManyPixelsError(image.size)


def _decode(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.format in {"JPEG", "MPO"}:
        # libjpeg decodes to a half, a quarter or an eighth.
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    image.load()  # of an animation, the first picture
    orientation = _orientation(image)
    picture = _to_eight_bits(image)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    picture = _to_srgb(picture, profile)
    if orientation in _TURNS:
        picture = picture.transpose(_TURNS[orientation])
    return picture


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _orientation(image: Image.Image) -> int:
    """Return the orientation in the EXIF data; 1 if there is none, or none that can be read."""
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:
        return 1


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, RGBA, L or CMYK, which can be scaled."""
    if image.mode.startswith("I"):  # 16 bits of grey; converting alone would cut off the light
        grey = image.convert("I").point(lambda value: value * (1 / _WHITE))
        return grey.convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in {"RGB", "L", "CMYK"}:
        return image
    return image.convert("RGB")


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply the colour profile; a profile that does not fit is left out."""
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
        colours = picture.convert("RGB") if alpha else picture
        try:
            converted = ImageCms.profileToProfile(
                colours,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
        else:
            picture = converted or colours
            if alpha:
                picture.putalpha(alpha)
    return picture if picture.mode == target else picture.convert(target)


def main() -> None:
    """Answer with {"extension", "width", "height"} and the file, or with {"refused"}."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Pillow's own limit names no size; _check_size has a stricter one.
    Image.MAX_IMAGE_PIXELS = None
    answer: dict[str, Any]
    content = b""
    try:
        picture = clean(sys.stdin.buffer.read())
    except TooManyPixelsError as error:
        answer = {"refused": "pixels", "width": error.size[0], "height": error.size[1]}
    except Exception as error:
        answer = {"refused": "unreadable", "why": f"{type(error).__name__}: {error}"[:200]}
    else:
        content = picture.content
        answer = {
            "extension": picture.extension,
            "width": picture.width,
            "height": picture.height,
        }
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
