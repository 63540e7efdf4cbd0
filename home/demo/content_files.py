"""Read the content of the demo, in Danish or English.

A translated text is a table with the keys `da` and `en`. A plain string (a name, a slug, an
address) is the same in both languages.
"""

import tomllib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
# The sites that the demo can build, by the name for `manage.py demo --example`.
EXAMPLES = {"first": CONTENT, "other-town": CONTENT.parent / "other_town"}
SOURCE, TARGET = "da", "en"
NAMESPACE = uuid.UUID("6d0a4a52-6c2f-4e0b-8f57-3f1a2c9d7e10")


_folder: ContextVar[Path] = ContextVar("folder", default=CONTENT)


@contextmanager
def content_of(example: str) -> Iterator[None]:
    """Read the content of that example in the block."""
    token = _folder.set(EXAMPLES[example])
    try:
        yield
    finally:
        _folder.reset(token)


def read(name: str) -> dict[str, Any]:
    """Return the content of the file `<name>.toml`."""
    return tomllib.loads((_folder.get() / f"{name}.toml").read_text(encoding="utf-8"))


def key_of(kind: str, name: str) -> uuid.UUID:
    """Return the translation key of an object of the demo, the same on every site.

    A second run finds the object by it, even if editors have changed its title.
    """
    return uuid.uuid5(NAMESPACE, f"{kind}:{name}")


def is_translated(value: Any) -> bool:
    """Whether `value` is a translated text."""
    return isinstance(value, dict) and set(value) == {SOURCE, TARGET}


def danish(value: Any) -> Any:
    """Return `value` with every translated text in it replaced by the Danish."""
    return in_language(value, SOURCE)


def in_language(value: Any, language: str) -> Any:
    """Return `value` with every translated text in it replaced by the one in `language`."""
    if is_translated(value):
        return value[language].strip()
    if isinstance(value, dict):
        return {name: in_language(child, language) for name, child in value.items()}
    if isinstance(value, list):
        return [in_language(child, language) for child in value]
    return value


def wordings(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the Danish and the English of every translated text in `value`."""
    if is_translated(value):
        yield value[SOURCE].strip(), value[TARGET].strip()
    elif isinstance(value, dict):
        for child in value.values():
            yield from wordings(child)
    elif isinstance(value, list):
        for child in value:
            yield from wordings(child)
