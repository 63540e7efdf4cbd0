"""Tests of the list as a file."""

import csv
import io
import zipfile
from xml.etree import ElementTree

import pytest
from wagtail.models import ModelLogEntry

from core.spreadsheets import escape_formula
from events.models import Answer
from events.signups import cancellation
from tests.events.organisers.conftest import add_signup, add_signups, make_question, url

pytestmark = pytest.mark.django_db


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1+1"]


def as_csv(browser, occurrence) -> list[list[str]]:
    response = browser.post(url("export", occurrence), {"kind": "csv"})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";"))


def as_xlsx(browser, occurrence) -> list[list[str]]:
    """Parse the sheet without the library that wrote it."""
    response = browser.post(url("export", occurrence), {"kind": "xlsx"})
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        assert book.testzip() is None
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    assert list(sheet.iter(f"{SHEET}f")) == []  # a formula
    assert list(sheet.iter(f"{SHEET}hyperlink")) == []
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        cells = []
        for cell in row.iter(f"{SHEET}c"):
            # Text stands in its cell, so that no file needs to be held in memory.
            part = cell.find(f"{SHEET}is" if cell.get("t") == "inlineStr" else f"{SHEET}v")
            cells.append("".join(part.itertext()))
        rows.append(cells)
    return rows


@pytest.fixture
def answered(occurrence, karen):
    Answer.objects.create(
        signup=karen, question=make_question(occurrence), value="Nej; aldrig\næøå"
    )
    return karen


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_file_contains_all_sign_ups_with_answers(as_alice, occurrence, organiser, answered, read):
    cancellation.cancel(add_signup(occurrence, organiser, name="Bo"))
    head, karen, bo = read(as_alice, occurrence)

    assert head[:4] == ["Navn", "Personer", "Navne på de andre", "Status"]
    assert head[-1] == "Spiser du kød?"
    assert karen[:4] == ["Karen Holm", "2", "Ib Holm", "Tilmeldt"]
    assert karen[-1] == "Nej; aldrig\næøå"
    assert bo[0] == "Bo"


@pytest.mark.parametrize("read", [as_csv, as_xlsx])
def test_file_contains_no_email_addresses(as_alice, occurrence, karen, read):
    assert "@" not in str(read(as_alice, occurrence))


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_escaped_in_csv(formula):
    assert escape_formula(formula) == f"'{formula}"


@pytest.mark.parametrize("text", ["Karen", "", "a=b", "12 34 56 78", 3, None])
def test_other_values_are_not_escaped(text):
    assert escape_formula(text) == text


@pytest.mark.parametrize(
    ("read", "expected"), [(as_csv, "'=HYPERLINK()"), (as_xlsx, "=HYPERLINK()")]
)
def test_name_is_never_a_formula(as_alice, occurrence, organiser, read, expected):
    add_signup(occurrence, organiser, name="=HYPERLINK()", phone="+45 12345678")

    [_head, row] = read(as_alice, occurrence)

    assert row[0] == expected
    assert "+45 12345678" not in row or read is as_xlsx


def test_export_is_logged_and_shown(as_alice, occurrence, organiser, karen):
    as_csv(as_alice, occurrence)

    [entry] = ModelLogEntry.objects.filter(action="events.export")
    assert (entry.user, entry.data) == (organiser, {"kind": "csv"})
    [exported] = as_alice.get(url("export", occurrence)).context["log"]
    assert (exported.by, exported.kind) == ("Alice Jensen", "csv")


def test_opening_the_page_is_not_logged(as_alice, occurrence, karen):
    as_alice.get(url("export", occurrence))

    assert not ModelLogEntry.objects.filter(action="events.export").exists()


@pytest.mark.parametrize("kind", ["", "pdf", "csv\x00", "x" * 5000])
def test_unknown_file_type_is_not_found(as_alice, occurrence, karen, kind):
    assert as_alice.post(url("export", occurrence), {"kind": kind}).status_code == 404


def test_file_is_a_private_download(as_alice, occurrence, karen):
    response = as_alice.post(url("export", occurrence), {"kind": "xlsx"})

    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["Content-Disposition"].endswith('.xlsx"')


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_number_of_queries_does_not_grow(
    as_alice, occurrence, organiser, answered, kind, django_assert_max_num_queries
):
    add_signups(occurrence, organiser, 7)
    with django_assert_max_num_queries(20):
        as_alice.post(url("export", occurrence), {"kind": kind})
