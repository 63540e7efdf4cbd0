"""The static files of production: hashed names, compressed, and joined with what they import."""

import re
from collections.abc import Iterator
from posixpath import dirname, join, splitext
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Those of every page, and those of pages with blocks that editors put together.
JOINED = ("css/site.css", "css/content.css", "js/site.js")
# How each kind of file imports a neighbour, and what it says about itself.
_IMPORTS = {
    ".css": re.compile(r'^@import url\("([\w.-]+)"\);\n', re.MULTILINE),
    ".js": re.compile(r'^import "\./([\w.-]+)";\n', re.MULTILINE),
}
_COMMENTS = {
    ".css": re.compile(r"^ */\*(?:(?!\*/)[\s\S])*\*/\n", re.MULTILINE),
    ".js": re.compile(r"^ *//.*\n", re.MULTILINE),
}

# The files of `collectstatic`: name → the storage that has the file, and its name there.
Paths = dict[str, tuple[Storage, str]]


class JoinedFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts into the files of `JOINED` what they import, and leaves out their comments.

    A page needs one style sheet and one script instead of ten files, and together they compress
    better. A browser that reads the unjoined files, as with DEBUG, gets the same rules.
    """

    def post_process(self, paths: Paths, *args: Any, **options: Any) -> Iterator[Any]:
        """Hash and compress the files that were collected; see Django's `HashedFilesMixin`."""
        joined = InMemoryStorage()
        for name in paths.keys() & set(JOINED):
            joined.save(name, ContentFile(join_imports(paths, name)))
            paths = paths | {name: (joined, name)}
        yield from super().post_process(paths, *args, **options)


def join_imports(paths: Paths, name: str) -> str:
    """Return a file without comments, with each import of a neighbouring file replaced by it.

    Raises KeyError if a file it names was not collected.
    """
    kind = splitext(name)[1]

    def read_import(found: re.Match[str]) -> str:
        text = _read(paths, join(dirname(name), found[1]))
        # A block keeps the names of a script to itself, as its own file did.
        return f"{{\n{text}}}\n" if kind == ".js" else text

    joined = _IMPORTS[kind].sub(read_import, _read(paths, name))
    return _COMMENTS[kind].sub("", joined)


def _read(paths: Paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
