"""Reads variables of the environment, and stops the start with one line if a value is wrong."""

import json
import os
import re
import sys
from collections.abc import Callable, Collection, Sequence
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

import environ

_TRUE = frozenset({"1", "on", "true", "yes", "y"})
_FALSE = frozenset({"0", "off", "false", "no", "n"})
# Periods are days or hours. Longer ones would leave the calendar, whose first year is 1.
_LONGEST = 100_000


def refuse(name: str, problem: str) -> NoReturn:
    """End the process with one line: the name of the variable and what is wrong with it."""
    sys.exit(f"{name} {problem}. See docs/settings.md.")


class Reader:
    """Returns values of the environment; an empty variable counts as one that is not set.

    Messages do not repeat values that may hold a password.
    """

    def text(self, name: str, default: str = "") -> str:
        """Return the text, without spaces around it."""
        value = os.environ.get(name, "").strip()
        if value and any(ord(character) < 32 for character in value):
            refuse(name, "has a line break or another control character")
        return value or default

    def flag(self, name: str, default: bool) -> bool:
        """Return whether it is on."""
        value = self.text(name)
        if not value:
            return default
        if value.lower() in _TRUE | _FALSE:
            return value.lower() in _TRUE
        refuse(name, f"is “{value}”. It can be on or off")

    def number(self, name: str, default: int, minimum: int = 1, maximum: int = _LONGEST) -> int:
        """Return a whole number from `minimum` to `maximum`."""
        value = self.text(name)
        if not value:
            return default
        # Not `isdecimal`, which takes other digits than 0 to 9.
        if re.fullmatch(r"[0-9]{1,15}", value) and minimum <= int(value) <= maximum:
            return int(value)
        refuse(name, f"is “{value}”. It must be a whole number from {minimum} to {maximum}")

    def words(self, name: str, default: Sequence[str]) -> list[str]:
        """Return what stands between the commas."""
        value = self.text(name)
        if not value:
            return [*default]
        parts = [part.strip() for part in value.split(",")]
        if not all(parts):
            refuse(name, "has a comma with nothing before or after it")
        return parts

    def json(self, name: str) -> Any:
        """Return the value of the JSON text; None if there is none."""
        try:
            return json.loads(self.text(name) or "null")
        except ValueError:
            refuse(name, "is not valid JSON")

    def choice(self, name: str, default: str, choices: Collection[str]) -> str:
        """Return one of `choices`."""
        value = self.text(name, default)
        if value not in choices:
            refuse(name, f"is “{value}”. It can be: {', '.join(choices)}")
        return value

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Return Django's settings for the URL of a database."""
        return self._parsed(
            name, default, environ.Env.db_url_config, ("postgres", "postgresql", "sqlite")
        )

    def cache(self, name: str, default: str) -> dict[str, Any]:
        """Return Django's settings for the URL of a cache."""
        return self._parsed(
            name, default, environ.Env.cache_url_config, ("redis", "rediss", "locmemcache")
        )

    def mail(self, name: str, default: str) -> dict[str, Any]:
        """Return Django's settings for the URL of a mail server."""
        schemes = ("smtp", "smtp+tls", "smtp+ssl", "filemail", "consolemail", "memorymail")
        return self._parsed(name, default, environ.Env.email_url_config, schemes)

    def mailbox(self, name: str) -> dict[str, Any]:
        """Return scheme, host, port, user, password and folder of an IMAP URL; {} if none."""
        value = self.text(name)
        if not value:
            return {}
        schemes = {"imaps": 993, "imap+tls": 143, "imap": 143}
        try:
            parts = urlsplit(value)
            port = parts.port or schemes.get(parts.scheme, 0)
        except ValueError:
            refuse(name, "is no valid URL: are the special characters of the password escaped?")
        if not (port and parts.hostname and parts.username and parts.password):
            refuse(name, "must be a URL such as imaps://user:password@mail.example.org:993/INBOX")
        return {
            "scheme": parts.scheme,
            "host": parts.hostname,
            "port": port,
            "user": unquote(parts.username),
            "password": unquote(parts.password),
            "folder": unquote(parts.path.lstrip("/")) or "INBOX",
        }

    def _parsed(
        self,
        name: str,
        default: str,
        parse: Callable[[str], dict[str, Any]],
        schemes: Collection[str],
    ) -> dict[str, Any]:
        value = self.text(name, default)
        scheme = value.partition("://")[0]
        if scheme not in schemes or "://" not in value:
            refuse(name, f"must begin with one of: {', '.join(f'{known}://' for known in schemes)}")
        try:
            # The port of a URL is looked at only when it is read.
            urlsplit(value).port  # noqa: B018
            return parse(value)
        except Exception:
            refuse(name, "is no valid URL: are the special characters of the password escaped?")

    def url(
        self, name: str, default: str = "", schemes: Collection[str] = ("https", "http")
    ) -> str:
        """Return a URL with a host; "" if there is none."""
        value = self.text(name, default)
        try:
            parts = urlsplit(value)
            is_valid = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            is_valid = False
        if value and (not is_valid or " " in value):
            refuse(name, f"must be a URL such as {next(iter(schemes))}://hub.example.org")
        return value
