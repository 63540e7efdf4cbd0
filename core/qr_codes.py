"""QR codes as drawings, black on white also in dark mode."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_drawing(address: str, label: str | None = None) -> str:
    """Return the code of `address` as an SVG element; `label` is its text alternative."""
    code = segno.make(address, error="m", micro=False)
    drawing: str = code.svg_inline(
        scale=1,
        border=4,  # ISO/IEC 18004, § 9.1: the quiet zone that scanners need
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title=label,
    )
    return drawing


def qr_image(address: str, label: str) -> SafeString:
    """Return the code of `address` for a page, with `label` as its text alternative."""
    drawing = qr_drawing(address, label).replace("<svg ", '<svg role="img" ', 1)
    return mark_safe(drawing)  # noqa: S308 (segno escapes the label)
