"""Tickets: a QR code and the same code as letters, checked at the entrance."""

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.qr_codes import qr_image
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
    return qr_image(door_url(signup), description())


def description() -> str:
    """Return the text alternative of the QR code."""
    return _("QR code to show at the door")


def spaced_code(signup: SignUp) -> str:
    """Return the code in two halves, for reading it aloud."""
    half = len(signup.code) // 2
    return f"{signup.code[:half]} {signup.code[half:]}"
