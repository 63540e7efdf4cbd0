"""Reading the content, and telling its two languages apart.

Wherever words are translated, the content holds a table with `da` and `en`. A plain string is the
same in both languages (a name, a slug, an address) and is not for translation.
"""

import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
SOURCE, TARGET = "da", "en"
NAMESPACE = uuid.UUID("6d0a4a52-6c2f-4e0b-8f57-3f1a2c9d7e10")


def read(name: str) -> dict[str, Any]:
    """Return the content of the file `<name>.toml`."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def key_of(kind: str, name: str) -> uuid.UUID:
    """Return the translation key of a thing of the demo: the same wherever it is loaded.

    By it a second run finds what the first one made, whatever editors have called it since.
    """
    return uuid.uuid5(NAMESPACE, f"{kind}:{name}")


def is_worded(value: Any) -> bool:
    """Whether `value` is words in both languages."""
    return isinstance(value, dict) and set(value) == {SOURCE, TARGET}


def danish(value: Any) -> Any:
    """Return `value` with all that is worded in both languages cut down to the Danish."""
    if is_worded(value):
        return value[SOURCE].strip()
    if isinstance(value, dict):
        return {name: danish(child) for name, child in value.items()}
    if isinstance(value, list):
        return [danish(child) for child in value]
    return value


def wordings(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every pair of Danish and English words in `value`."""
    if is_worded(value):
        yield value[SOURCE].strip(), value[TARGET].strip()
    elif isinstance(value, dict):
        for child in value.values():
            yield from wordings(child)
    elif isinstance(value, list):
        for child in value:
            yield from wordings(child)
