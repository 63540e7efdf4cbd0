"""Tickets: a QR code and the same code as letters, checked at the entrance."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import SignUp


def door_url(signup: SignUp) -> str:
    """Return the absolute URL in the QR code, which a phone's camera opens.

    It names the sign-up by its code alone. Organisers get the check-in page there, everybody else
    a page without personal data. The URL is in the site's main language, for the organiser.
    """
    with override(settings.LANGUAGE_CODE):
        return settings.BASE_URL + reverse("events:door", args=[signup.code])


def qr_svg(signup: SignUp) -> SafeString:
    """Return the QR code of `signup` as an SVG element, black on white also in dark mode."""
    code = segno.make(door_url(signup), error="m", micro=False)
    drawing = code.svg_inline(
        scale=1,
        border=4,  # ISO/IEC 18004, § 9.1: the quiet zone that scanners need
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title=escape(description()),
    )
    return mark_safe(drawing.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308 – no user input


def description() -> str:
    """Return the text alternative of the QR code."""
    return _("QR code to show at the door")


def spaced_code(signup: SignUp) -> str:
    """Return the code in two halves, for reading it aloud."""
    half = len(signup.code) // 2
    return f"{signup.code[:half]} {signup.code[half:]}"
