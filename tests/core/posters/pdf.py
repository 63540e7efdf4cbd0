"""What a reader of a PDF or of a page gets from it: the QR code, read back."""

import io
import re
import zlib

import zxingcpp
from PIL import Image, ImageDraw

SCALE = 8


def read_svg_code(svg: str) -> str:
    """Return the text of a QR code that is drawn as rows of strokes, one unit for each module."""
    size = int(re.search(r'viewBox="0 0 (\d+) \d+"', svg)[1])
    path = re.findall(r'<path[^>]* d="([^"]+)"', svg)[-1]
    picture = Image.new("L", (size * SCALE, size * SCALE), 255)
    draw = ImageDraw.Draw(picture)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmhv])([^Mmhv]*)", path):
        values = [float(value) for value in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        elif command == "h":
            left, top = x * SCALE, (y - 0.5) * SCALE
            draw.rectangle((left, top, (x + values[0]) * SCALE - 1, top + SCALE - 1), fill=0)
            x += values[0]
    return read_codes(picture)[0]


def read_codes(picture: Image.Image) -> list[str]:
    """Return the texts of all codes in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def streams(pdf: bytes) -> bytes:
    """Return all that is compressed in the file, as it is when unpacked."""
    found = io.BytesIO()
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.write(zlib.decompress(raw))
        except zlib.error:
            found.write(raw)
    return found.getvalue()
