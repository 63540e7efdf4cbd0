"""The documents name only files, folders, classes and commands that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils.module_loading import import_string

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
# Where a path in a document may start.
BASES = [
    ROOT,
    ROOT / "templates",
    *(folder.parent for folder in ROOT.glob("*/apps.py")),
]
SUFFIXES = "py|html|txt|toml|yml|yaml|json|xlsx|css|js|md|po|svg|png|sh|ini|cfg"
# Folders that the program makes.
GENERATED = ("var/", ".venv/")


def paragraphs(text: str) -> Iterator[str]:
    """Return the paragraphs, list items and table rows of a Markdown text, without code blocks."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    yield from re.split(r"\n\s*\n|\n(?=\s*[-*] |\||\d+\. )", text)


def is_path(span: str) -> bool:
    """Return whether a code span is a path of this project, and not an address or other code."""
    if not re.fullmatch(r"[\w.<>*-]+(/[\w.<>*-]+)*/?", span) or span.startswith(GENERATED):
        return False
    is_file = re.search(rf"\.({SUFFIXES})$", span) is not None
    is_in_a_folder = "/" in span and (ROOT / span.partition("/")[0]).is_dir()
    return is_file or span.endswith("/") or is_in_a_folder


def missing_paths(text: str) -> list[str]:
    """Return the paths in backticks that do not exist.

    A path starts at the root, in `templates`, in an app, or in a folder that the same paragraph
    has named before. "<app>" and "*" stand for any name.
    """
    missing = []
    for paragraph in paragraphs(text):
        bases = list(BASES)
        for span in filter(is_path, re.findall(r"`([^`\n]+)`", paragraph)):
            pattern = re.sub(r"<[^>]*>", "*", span).rstrip("/")
            found = [path for base in bases for path in base.glob(pattern)]
            if span.endswith("/"):
                found = [path for path in found if path.is_dir()]
                bases += found
            if not found:
                missing.append(span)
    return missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_in_a_document_exists(document):
    assert missing_paths(document.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("`events/listing.py`", ["events/listing.py"]),
        ("`listing.py` of the calendar", ["listing.py"]),
        ("`core/themes.py`, `themes.py` and `core/`", []),
        ("`residents/`: `accounts/` (`sessions.py`)", []),
        ("`residents/`: `accounts/` (`registry.py`)", ["registry.py"]),
        ("`residents/`: `personal_data/`\n\n`registry.py`", ["registry.py"]),
        ("`core/themes/`", ["core/themes/"]),
        ("`<app>/personal_data.py` and `requirements/*.txt`", []),
        ("`<app>/nothing.py` and `requirements/*.py`", ["<app>/nothing.py", "requirements/*.py"]),
        ("`.ci/run` and `.ci/nothing`", [".ci/nothing"]),
        ("`/admin/`, `var/mail/`, `text/calendar`, `manage.py tick` and `visible_to(user)`", []),
        ("```\nevents/listing.py\n```", []),
    ],
)
def test_a_path_that_is_not_there_is_found(text, missing):
    assert missing_paths(text) == missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_management_command_in_a_document_exists(document):
    named = set(re.findall(r"manage\.py ([a-z_]+)", document.read_text(encoding="utf-8")))
    assert named <= set(get_commands())


def test_every_class_in_the_glossary_exists():
    text = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
    classes = re.findall(r"`([a-z_]+(?:\.[a-z_]+)+\.[A-Z]\w+)`", text)
    assert len(set(classes)) >= 20
    for path in classes:
        assert isinstance(import_string(path), type), path
