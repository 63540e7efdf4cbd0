"""What somebody shows at the door: a QR code, and the same in letters."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import SignUp


def door_url(signup: SignUp) -> str:
    """Return the address that the QR code holds: a telephone's own camera opens it.

    It says nothing of the person to anybody but the organisers, who get the page where they
    check the party in. In the language of the site: the organiser reads it.
    """
    with override(settings.LANGUAGE_CODE):
        return settings.BASE_URL + reverse("events:door", args=[signup.code])


def qr_svg(signup: SignUp) -> SafeString:
    """Return the QR code of `signup` as an SVG element, black on white also in the dark."""
    code = segno.make(door_url(signup), error="m", micro=False)
    drawing = code.svg_inline(
        scale=1,
        border=4,  # ISO/IEC 18004, § 9.1: what scanners need around it
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title=escape(description()),
    )
    return mark_safe(drawing.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308 – our own words


def description() -> str:
    """Return what the QR code is, to who does not see it."""
    return _("QR code to show at the door")


def code_in_words(signup: SignUp) -> str:
    """Return the code as one reads it aloud: in two halves."""
    half = len(signup.code) // 2
    return f"{signup.code[:half]} {signup.code[half:]}"
