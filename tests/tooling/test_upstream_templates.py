"""What the hub replaces of the templates of Wagtail and wagtail-localize.

A template that extends the one it replaces follows each release by itself, while its blocks are
there. A copy does not: it fails here when the original changes, so that somebody compares the two.
Then the copy takes over what is new, and the digest below is that of the new original.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.utils import get_app_template_dirs

OWN = Path(__file__).resolve().parents[2] / "templates"
UPSTREAM = [
    folder
    for folder in get_app_template_dirs("templates")
    if any(part.startswith("wagtail") for part in folder.parts)
]
# The digest of each original.
COPIES: dict[str, str] = {
    "wagtailadmin/home/account_summary.html": "ff5c7d30e46778c3",
    "wagtailadmin/pages/listing/_page_status_cell.html": "99986ad1a584c3ca",
    "wagtailadmin/pages/listing/_page_title_column_header.html": "6edca9f62c0dd844",
    "wagtailadmin/reports/listing/_list_page_types_usage.html": "d8b25a2f35ef4b89",
    "wagtailadmin/shared/headers/_actions.html": "facea723b6b91762",
    "wagtailadmin/tables/boolean_cell.html": "f52d1f7945b2b176",
    "wagtaillocales/index.html": "a7fb4f60c524d2e9",
    "wagtailusers/groups/includes/formatted_permissions.html": "2ab61ce5aa2bbeba",
}
EXTENDS = re.compile(r'{% extends "([^"]+)" %}')
BLOCK = re.compile(r"{% block (\w+) %}")


def original_of(name: str) -> Path | None:
    """Return the template that would be shown without the hub's own."""
    return next((folder / name for folder in UPSTREAM if (folder / name).is_file()), None)


def replaced() -> Iterator[tuple[str, str, Path]]:
    """Yield the name and the text of each template of the hub that replaces one, and that one."""
    for path in sorted(OWN.rglob("*.html")):
        name = path.relative_to(OWN).as_posix()
        if original := original_of(name):
            yield name, path.read_text(), original


def extends_itself(name: str, text: str) -> bool:
    return EXTENDS.findall(text) == [name]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def blocks_of(path: Path) -> set[str]:
    """Return the names of the blocks of a template and of those that it extends."""
    text = path.read_text()
    found = set(BLOCK.findall(text))
    for name in EXTENDS.findall(text):
        parent = original_of(name)
        assert parent, name
        found |= blocks_of(parent)
    return found


def test_copies_are_those_of_the_originals_that_are_installed():
    found = {
        name: digest(original)
        for name, text, original in replaced()
        if not extends_itself(name, text)
    }
    assert found == COPIES


@pytest.mark.parametrize("name", sorted(COPIES))
def test_a_copy_says_of_what_it_is_one_and_why(name):
    pattern = r"{# A copy of (Wagtail|wagtail-localize) \d+\.\d+'s, "
    assert re.search(pattern, (OWN / name).read_text())


def test_the_blocks_of_the_others_exist():
    """Django says nothing of a block that the parent lacks, and never shows it."""
    extended = [each for each in replaced() if extends_itself(each[0], each[1])]
    assert extended
    for name, text, original in extended:
        assert set(BLOCK.findall(text)) <= blocks_of(original), name
