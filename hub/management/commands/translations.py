"""`manage.py translations`: check the translations, or collect new texts with --update."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from .compile_translations import po_files, read_po

# The language that the texts in code and templates are written in.
SOURCE_LANGUAGE = "en"
# Folders without texts for readers.
WITHOUT_TEXTS = (
    "deploy",
    "docs",
    "locale",
    "locale_upstream",
    "requirements",
    "static",
    "tests",
    "var",
    "venv",
)

NAMED = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|(?<!\{)\{\w*\}(?!\})")
POSITIONAL = re.compile(r"(?<!%)(?:%%)*%[-#0+]*\d*(?:\.\d+)?([diouxXeEfFgGcrsa])")


def placeholders(text: str, positional: bool) -> list[str]:
    """Return the placeholders of `text`, sorted."""
    matches = NAMED.findall(text)
    if positional:
        matches += POSITIONAL.findall(text)
    return sorted(matches)


def has_wrong_placeholders(entry: polib.POEntry, *, may_leave_out: bool = False) -> bool:
    """Whether the translation has other placeholders than the text.

    With `may_leave_out` it may leave out some, where there is no plural.
    """
    positional = "python-format" in entry.flags
    expected = [placeholders(entry.msgid, positional)]
    if not entry.msgid_plural:
        found = placeholders(entry.msgstr, positional)
        return not set(found) <= set(expected[0]) if may_leave_out else found not in expected
    expected.append(placeholders(entry.msgid_plural, positional))
    return any(
        # The singular, "One reply", may leave out the number; the plural may not.
        placeholders(text, positional) not in (expected if form == 0 else expected[1:])
        for form, text in entry.msgstr_plural.items()
    )


def mistakes_in(po: polib.POFile, *, may_leave_out: bool = False) -> Iterator[str]:
    """Yield a line for every entry that is incomplete or wrong."""
    for entry in po:
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        elif not entry.translated():
            yield f"untranslated: {entry.msgid!r}"
        elif has_wrong_placeholders(entry, may_leave_out=may_leave_out):
            yield f"placeholders differ: {entry.msgid!r}"


def identity(entry: polib.POEntry) -> tuple[str | None, str]:
    """Return the key of an entry in gettext."""
    return entry.msgctxt, entry.msgid


def texts_in_code() -> polib.POFile:
    """Return the texts in code and templates, extracted with GNU gettext.

    makemessages writes next to the files that it reads, so it runs on a copy.
    """
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "project"
        shutil.copytree(
            settings.BASE_DIR, copy, ignore=shutil.ignore_patterns(".*", *WITHOUT_TEXTS)
        )
        (copy / "locale").mkdir()
        process = subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--exclude", "none", "--keep-pot"],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
        if process.returncode:
            raise CommandError(f"makemessages failed:\n{process.stderr}")
        pot = copy / "locale" / "django.pot"
        return read_po(pot) if pot.exists() else polib.POFile()


class Command(BaseCommand):
    help = "Fail unless every text is translated into every language."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--update", action="store_true", help="write new texts into the files instead"
        )

    def handle(self, *args: Any, update: bool = False, **options: Any) -> None:
        if update:
            self.update()
            return
        mistakes = list(self.mistakes())
        if mistakes:
            raise CommandError(
                "\n".join(mistakes) + f"\n{len(mistakes)} to put right in the translations."
            )
        self.stdout.write("The translations are complete.")

    def languages(self) -> list[str]:
        """Return the codes of the languages that need a translation file."""
        return [code for code, _ in settings.LANGUAGES if code != SOURCE_LANGUAGE]

    def update(self) -> None:
        """Write the texts in code and templates into the translation files."""
        os.chdir(settings.BASE_DIR)
        call_command(
            "makemessages",
            locale=[code.replace("-", "_") for code in self.languages()],
            ignore_patterns=[f"{name}/*" for name in WITHOUT_TEXTS],
            # Without line numbers, which change with every edit.
            add_location="file",
            no_obsolete=True,
        )

    def mistakes(self) -> Iterator[str]:
        """Yield a line for every text that is missing or wrong."""
        own = {path: settings.LOCALE_PATHS[0] in path.parents for path in po_files()}
        # The texts of locale_upstream are in the code of Wagtail and allauth, so only their
        # entries are checked. They may say less: "Submit for approval" without the workflow's name.
        for path in (path for path, is_own in own.items() if not is_own):
            found = mistakes_in(read_po(path), may_leave_out=True)
            yield from (f"{path}: {mistake}" for mistake in found)
        files = {path.parent.parent.name: read_po(path) for path, is_own in own.items() if is_own}
        for language in self.languages():
            if language.replace("-", "_") not in files:
                yield f"{language}: there is no translation file; `make messages` makes one"
        for language, po in files.items():
            yield from (f"{language}: {mistake}" for mistake in mistakes_in(po))
        if not shutil.which("xgettext"):
            yield from self.without_gettext()
            return
        used = {identity(entry) for entry in texts_in_code()}
        for language, po in files.items():
            present = {identity(entry) for entry in po if not entry.obsolete}
            for _context, text in sorted(used - present, key=str):
                yield f"{language}: missing, run `make messages`: {text!r}"
            for _context, text in sorted(present - used, key=str):
                self.stdout.write(f"{language}: no longer used: {text!r}")

    def without_gettext(self) -> Iterator[str]:
        """Report that the texts in code were not checked; in CI that is a mistake."""
        sentence = (
            "GNU gettext is not installed, so it was not checked "
            "whether every text in the code stands in the translation files."
        )
        if os.environ.get("CI"):
            yield sentence
        else:
            self.stderr.write(sentence)
