"""Our translations of the packages' texts."""

from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN, UPSTREAM = ROOT / "locale", ROOT / "locale_upstream"


def texts_in(path):
    """Return what identifies the texts of a translation file."""
    if not path.exists():
        return set()
    entries = polib.pofile(str(path))
    return {(each.msgctxt, each.msgid, bool(each.msgid_plural)) for each in entries}


@pytest.mark.parametrize("path", sorted(UPSTREAM.rglob("*.po")), ids=lambda path: path.name)
def test_no_text_is_translated_twice(path):
    """The hub's own translation wins, so nobody would read the other."""
    assert texts_in(path) & texts_in(OWN / path.relative_to(UPSTREAM)) == set()
