"""Default values of model fields. Migrations refer to these functions: keep their names."""

import secrets
from typing import Any

from django.core.files.storage import storages
from django.utils.functional import LazyObject

CODE_LENGTH = 8
# Without the characters that people mix up: 0 and O; 1, I and L.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_secret() -> str:
    """Return 256 random bits, safe in URLs."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a random code of `CODE_LENGTH` letters and digits that people can read aloud."""
    return "".join(secrets.choice(_ALPHABET) for _letter in range(CODE_LENGTH))


class _PrivateStorage(LazyObject):
    """The storage that the settings call "private", looked up when it is first used."""

    def _setup(self) -> None:
        self._wrapped = storages["private"]


private_storage = _PrivateStorage()


def private_files() -> Any:
    """Return the storage of files that are not served by URL."""
    return private_storage
