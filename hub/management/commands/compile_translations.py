"""Compile the translations without GNU gettext, which a fresh machine does not have."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


def po_files() -> list[Path]:
    """Return the project's translation files, of code and of the admin's scripts."""
    return sorted(
        path
        for directory in settings.LOCALE_PATHS
        for path in Path(directory).glob("*/LC_MESSAGES/django*.po")
    )


def read_po(path: Path) -> polib.POFile:
    """Read a translation file, or stop with a sentence that names the line that is wrong."""
    try:
        return polib.pofile(str(path))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def compile_po(path: Path, force: bool = False) -> bool:
    """Compile one file if it has changed since the last time, and say whether it had."""
    target = path.with_suffix(".mo")
    if not force and target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
        return False
    # Through a draft of this process's own: a server that starts meanwhile never reads half a file,
    # and two that compile at once do not take each other's.
    draft = path.with_suffix(f".mo.{os.getpid()}")
    read_po(path).save_as_mofile(str(draft))
    draft.replace(target)
    return True


class Command(BaseCommand):
    """Compile every changed locale/*/LC_MESSAGES/django.po."""

    help = "Compile changed translation files; needs no GNU gettext."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--force", action="store_true", help="compile unchanged files too")

    def handle(self, *args: Any, force: bool = False, verbosity: int = 1, **options: Any) -> None:
        """Compile, and name what was compiled."""
        for path in po_files():
            if compile_po(path, force) and verbosity:
                self.stdout.write(f"Compiled {path}")
