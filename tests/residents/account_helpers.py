"""Data for sign-up forms, codes from mails, and codes from authenticator apps."""

import re

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from notifications.models import OutboxMessage
from residents.models import User
from tests import factories


def signup_data(**changes: str) -> dict[str, str]:
    """Return the data of a valid sign-up form, with `changes`."""
    return {
        "first_name": "Karen",
        "last_name": "Nielsen",
        "email": "karen@example.org",
        "password1": factories.PASSWORD,
        "accepts_rules": "on",
    } | changes


def mailed_code(message: OutboxMessage) -> str:
    """Return the code in the mail, which is on a line of its own."""
    match = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", message.text, re.M)
    assert match, message.text
    return match[1]


def add_totp(user: User) -> str:
    """Give `user` an authenticator app, and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def current_totp_code(secret: str) -> str:
    """Return the code that the app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))
