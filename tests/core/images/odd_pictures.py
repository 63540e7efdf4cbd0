"""Odd pictures, made by the tests: each with what the gate makes of it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pillow_heif
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

SECRET = b"57.4637N 9.9829E Nordre Ringgade"
HTML = b"<script>alert(document.cookie)</script>"


def scene(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Return a picture whose upper left quarter is red, the rest blue."""
    image = Image.new("RGB", size, (20, 40, 200))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), (220, 30, 20))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Return EXIF data with a position, a camera and a comment."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F], data[0x0110], data[0x010E] = "Canon", "EOS R6 serial 0420", SECRET.decode()
    data.get_ifd(0x8825).update({1: "N", 2: (57.0, 27.0, 49.0), 3: "E", 4: (9.0, 58.0, 58.0)})
    return data


def turned(orientation: int) -> bytes:
    """Return the scene as a camera stores it that was held so; upright it is the scene again."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = scene() if orientation == 1 else scene().transpose(back[orientation])
    return encoded(image, "JPEG", exif=exif(orientation), quality=95)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def sixteen_bit_grey() -> bytes:
    """Return 40 × 30 pixels, dark at the left and white at the right."""
    row = b"\0" + b"".join(struct.pack(">H", column * 65_535 // 39) for column in range(40))
    return png(40, 30, 16, 0, row * 30)


def sixteen_bit_colour() -> bytes:
    return png(20, 20, 16, 2, (b"\0" + struct.pack(">HHH", 60_000, 9_000, 3_000) * 20) * 20)


def one_bit_bomb(side: int = 11_000) -> bytes:
    """Return a PNG of some kilobytes with `side`² pixels."""
    return png(side, side, 1, 0, (b"\0" + b"\0" * ((side + 7) // 8)) * side)


def palette_with_transparency() -> bytes:
    image = scene().quantize(8)
    return encoded(image, "PNG", transparency=image.getpixel((60, 40)))


def see_through() -> Image.Image:
    """Return the scene, whose blue is half transparent."""
    image = scene("RGBA")
    image.putalpha(scene("L").point(lambda grey: 255 if grey > 60 else 128))
    return image


def animated(kind: str) -> bytes:
    frames = [scene(), scene().transpose(Image.Transpose.ROTATE_180), scene("L").convert("RGB")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50, loop=0)


def many_frames() -> bytes:
    """Return a GIF of 300 frames."""
    frames = [Image.new("P", (8, 8), number % 2) for number in range(300)]
    return encoded(scene("P"), "GIF", save_all=True, append_images=frames, duration=10)


def with_texts() -> bytes:
    texts = PngInfo()
    texts.add_text("Location", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SECRET.decode()}</x:xmpmeta>")
    return encoded(scene(), "PNG", pnginfo=texts, exif=exif())


def text_bomb() -> bytes:
    """Return a PNG with a compressed text of 80 MB."""
    plain = png(8, 8, 8, 0, (b"\0" + b"\x80" * 8) * 8)
    text = b"c\0\0" + zlib.compress(b"\0" * 80_000_000, 9)
    return plain[:33] + chunk(b"zTXt", text) + plain[33:]


def profile_bomb() -> bytes:
    plain = png(8, 8, 8, 2, (b"\0" + b"\x80\x10\x10" * 8) * 8)
    profile = b"p\0\0" + zlib.compress(b"\0" * 80_000_000, 9)
    return plain[:33] + chunk(b"iCCP", profile) + plain[33:]


def multi_picture() -> bytes:
    """Return a JPEG with a second picture in it, as telephones make them."""
    return encoded(scene(), "MPO", save_all=True, append_images=[scene("L").convert("RGB")])


def zip_file() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("run.html", HTML)
    return output.getvalue()


def heic(orientation: int = 1) -> bytes:
    output = io.BytesIO()
    image = pillow_heif.from_pillow(scene())
    image.info["exif"] = exif(orientation).tobytes()
    image.save(output, quality=90)
    return output.getvalue()


def jpeg_of_size(width: int, height: int) -> bytes:
    """Return a small JPEG whose header claims that size."""
    data = bytearray(encoded(scene(), "JPEG"))
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """Return the profile sRGB with its red and green primaries swapped."""
    profile = bytearray(srgb())
    entry = profile.index(b"rXYZ")
    other = profile.index(b"gXYZ")
    profile[entry : entry + 4], profile[other : other + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


# Accepted: what the clean picture is ("jpg" or "png").
ACCEPTED: dict[str, tuple[Callable[[], bytes], str]] = {
    "JPEG": (lambda: encoded(scene(), "JPEG", quality=95), "jpg"),
    "progressive JPEG": (lambda: encoded(scene(), "JPEG", progressive=True, quality=95), "jpg"),
    "JPEG with position and camera": (lambda: turned(1), "jpg"),
    **{
        f"JPEG held in way {number}": (lambda number=number: turned(number), "jpg")
        for number in range(2, 9)
    },
    "JPEG with a comment": (lambda: encoded(scene(), "JPEG", comment=SECRET, quality=95), "jpg"),
    "JPEG with broken EXIF": (
        lambda: encoded(scene(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + SECRET),
        "jpg",
    ),
    "JPEG with a profile": (
        lambda: encoded(scene(), "JPEG", icc_profile=srgb(), quality=95),
        "jpg",
    ),
    "JPEG with a broken profile": (
        lambda: encoded(scene(), "JPEG", icc_profile=SECRET * 9, quality=95),
        "jpg",
    ),
    "CMYK JPEG": (lambda: encoded(scene("CMYK"), "JPEG", quality=95), "jpg"),
    "CMYK JPEG with a profile for RGB": (
        lambda: encoded(scene("CMYK"), "JPEG", icc_profile=srgb(), quality=95),
        "jpg",
    ),
    "grey JPEG": (lambda: encoded(scene("L"), "JPEG"), "jpg"),
    "JPEG with two pictures": (multi_picture, "jpg"),
    "JPEG and HTML": (lambda: encoded(scene(), "JPEG", quality=95) + HTML, "jpg"),
    "JPEG and ZIP": (lambda: encoded(scene(), "JPEG", quality=95) + zip_file(), "jpg"),
    "PNG": (lambda: encoded(scene(), "PNG"), "png"),
    "PNG with texts": (with_texts, "png"),
    "PNG and HTML": (lambda: encoded(scene(), "PNG") + HTML, "png"),
    "grey PNG": (lambda: encoded(scene("L"), "PNG"), "png"),
    "grey PNG with transparency": (lambda: encoded(scene("LA"), "PNG"), "png"),
    "PNG with a transparent colour": (
        lambda: encoded(scene(), "PNG", transparency=(20, 40, 200)),
        "png",
    ),
    "16-bit grey PNG": (sixteen_bit_grey, "png"),
    "16-bit colour PNG": (sixteen_bit_colour, "png"),
    "1-bit PNG": (lambda: encoded(scene("1"), "PNG"), "png"),
    "palette PNG": (lambda: encoded(scene("P"), "PNG"), "png"),
    "palette PNG with transparency": (palette_with_transparency, "png"),
    "animated PNG": (lambda: animated("PNG"), "png"),
    "PNG of one pixel": (lambda: encoded(scene(size=(2, 2)).crop((0, 0, 1, 1)), "PNG"), "png"),
    "PNG of one line": (lambda: encoded(scene(size=(20_000, 2)), "PNG"), "png"),
    "GIF": (lambda: encoded(scene("P"), "GIF"), "png"),
    "animated GIF": (lambda: animated("GIF"), "png"),
    "GIF of many frames": (many_frames, "png"),
    "WebP": (lambda: encoded(scene(), "WEBP", quality=95), "jpg"),
    "WebP with transparency": (lambda: encoded(see_through(), "WEBP", lossless=True), "png"),
    "animated WebP": (lambda: animated("WEBP"), "jpg"),
    "WebP with position": (lambda: encoded(scene(), "WEBP", exif=exif(), quality=95), "jpg"),
    "AVIF": (lambda: encoded(scene(), "AVIF"), "jpg"),
    "AVIF held in way 6": (
        lambda: encoded(scene().transpose(Image.Transpose.ROTATE_90), "AVIF", exif=exif(6)),
        "jpg",
    ),
    "HEIC": (heic, "jpg"),
    "JPEG that claims more than it has": (lambda: jpeg_of_size(400, 400), "jpg"),
}
# Refused: the file, and the code of the error.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "invalid_image"),
    "zero bytes": (lambda: bytes(5000), "invalid_image"),
    "text": (lambda: b"Hej nabo! " * 50, "invalid_image"),
    "HTML": (lambda: b"<!doctype html>" + HTML, "invalid_image"),
    "SVG": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "invalid_image",
    ),
    "PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "invalid_image"),
    "ZIP": (zip_file, "invalid_image"),
    "BMP": (lambda: encoded(scene(), "BMP"), "invalid_image"),
    "TIFF": (lambda: encoded(scene(), "TIFF"), "invalid_image"),
    "ICO": (lambda: encoded(scene(), "ICO"), "invalid_image"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "invalid_image"),
    "the head of a JPEG": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\0", "invalid_image"),
    "HTML with the head of a GIF": (lambda: b"GIF89a" + HTML, "invalid_image"),
    "1-bit PNG of 11,000 × 11,000": (one_bit_bomb, "file_too_many_pixels"),
    "PNG of 100,000 × 100,000": (
        lambda: png(100_000, 100_000, 8, 2, b"\0" * 1000),
        "file_too_many_pixels",
    ),
    "PNG of 2³¹ − 1 × 1": (lambda: png(2**31 - 1, 1, 8, 0, b"\0"), "file_too_many_pixels"),
    "PNG of 0 × 0": (lambda: png(0, 0, 8, 0, b""), "invalid_image"),
    "PNG with fewer rows than it says": (lambda: png(500, 500, 8, 2, b"\0" * 900), "invalid_image"),
    "PNG with a text bomb": (text_bomb, "invalid_image"),
    "JPEG of 60,000 × 60,000": (lambda: jpeg_of_size(60_000, 60_000), "file_too_many_pixels"),
    "PNG with a profile bomb": (profile_bomb, "invalid_image"),
}


def truncated(content: bytes) -> Iterator[bytes]:
    """Return `content` cut off at every tenth of its length."""
    for tenth in range(1, 10):
        yield content[: len(content) * tenth // 10]
