"""Prove that the translations are complete, and collect the texts to translate."""

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
# Folders that hold nothing a reader of the site sees.
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
    """Return what is filled into `text` when it is shown, in an order that can be compared."""
    found = NAMED.findall(text)
    if positional:
        found += POSITIONAL.findall(text)
    return sorted(found)


def placeholder_mismatch(entry: polib.POEntry) -> bool:
    """Say whether a translation would fail, or lose something, when it is filled in."""
    positional = "python-format" in entry.flags
    wanted = [placeholders(entry.msgid, positional)]
    if not entry.msgid_plural:
        return placeholders(entry.msgstr, positional) not in wanted
    wanted.append(placeholders(entry.msgid_plural, positional))
    return any(
        # "One reply" may do without the number that "2 replies" has, but not the other way.
        placeholders(text, positional) not in (wanted if form == 0 else wanted[1:])
        for form, text in entry.msgstr_plural.items()
    )


def mistakes_in(po: polib.POFile) -> Iterator[str]:
    """Yield a line for every entry that is not fit to be shown."""
    for entry in po:
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        elif not entry.translated():
            yield f"untranslated: {entry.msgid!r}"
        elif placeholder_mismatch(entry):
            yield f"placeholders differ: {entry.msgid!r}"


def identity(entry: polib.POEntry) -> tuple[str | None, str]:
    """Return what gettext finds an entry by."""
    return entry.msgctxt, entry.msgid


def texts_in_code() -> polib.POFile:
    """Return the texts that stand in code and templates today, found with GNU gettext.

    makemessages writes beside the files it reads, so it works on a copy.
    """
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "project"
        shutil.copytree(
            settings.BASE_DIR, copy, ignore=shutil.ignore_patterns(".*", *WITHOUT_TEXTS)
        )
        (copy / "locale").mkdir()
        done = subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--exclude", "none", "--keep-pot"],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandError(f"makemessages failed:\n{done.stderr}")
        pot = copy / "locale" / "django.pot"
        return read_po(pot) if pot.exists() else polib.POFile()


class Command(BaseCommand):
    """Check the translation files, or bring them up to date with the code."""

    help = "Fail unless every text is translated, for every language."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--update", action="store_true", help="write new texts into the files instead"
        )

    def handle(self, *args: Any, update: bool = False, **options: Any) -> None:
        """List every mistake and fail when there is one."""
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
        """Return the languages that need a translation file."""
        return [code for code, _ in settings.LANGUAGES if code != SOURCE_LANGUAGE]

    def update(self) -> None:
        """Collect the texts in code and templates into the translation files."""
        os.chdir(settings.BASE_DIR)
        call_command(
            "makemessages",
            locale=[code.replace("-", "_") for code in self.languages()],
            ignore_patterns=[f"{name}/*" for name in WITHOUT_TEXTS],
            # Line numbers would change with every edit above them.
            add_location="file",
            no_obsolete=True,
        )

    def mistakes(self) -> Iterator[str]:
        """Yield a line for everything that is missing or wrong."""
        own = {path: settings.LOCALE_PATHS[0] in path.parents for path in po_files()}
        # What we say better than Wagtail and allauth do is checked by itself: its texts stand
        # in their code, not in ours.
        for path in (path for path, is_own in own.items() if not is_own):
            yield from (f"{path}: {mistake}" for mistake in mistakes_in(read_po(path)))
        files = {path.parent.parent.name: read_po(path) for path, is_own in own.items() if is_own}
        for language in self.languages():
            if language.replace("-", "_") not in files:
                yield f"{language}: there is no translation file; `make messages` makes one"
        for language, po in files.items():
            yield from (f"{language}: {mistake}" for mistake in mistakes_in(po))
        if not shutil.which("xgettext"):
            yield from self.without_gettext()
            return
        wanted = {identity(entry) for entry in texts_in_code()}
        for language, po in files.items():
            present = {identity(entry) for entry in po if not entry.obsolete}
            for _context, text in sorted(wanted - present, key=str):
                yield f"{language}: missing, run `make messages`: {text!r}"
            for _context, text in sorted(present - wanted, key=str):
                self.stdout.write(f"{language}: no longer used: {text!r}")

    def without_gettext(self) -> Iterator[str]:
        """Say what could not be checked; where nobody reads along, that is a mistake."""
        sentence = (
            "GNU gettext is not installed, so it was not checked "
            "whether every text in the code stands in the translation files."
        )
        if os.environ.get("CI"):
            yield sentence
        else:
            self.stderr.write(sentence)
