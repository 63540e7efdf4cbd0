"""The table of a chart: what is pasted is read, and what is wrong is named cell by cell."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.charts.table import MOST_COLUMNS, MOST_ROWS, Row, Table, UnreadableTable, parse_table

PASTED = "By\t2021\t2022\r\nHjørring\t1.234,5\t70\r\nVrå\t\t–\r\n\t\t\r\n"
TABLE = Table(
    "By",
    ("2021", "2022"),
    (Row("Hjørring", (Decimal("1234.5"), Decimal(70))), Row("Vrå", (None, None))),
)


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


@pytest.mark.parametrize(
    "text",
    [
        PASTED,
        PASTED.replace("\r\n", "\r"),
        "By;2021;2022\n\n Hjørring ; 1.234,5;70\nVrå",
        '"By"\t2021\t2022\t\nHjørring\t"1.234,5"\t70\nVrå\t-\t…\n',
    ],
)
def test_what_is_pasted_is_read(text):
    assert parse_table(text) == TABLE


@pytest.mark.parametrize("text", ["", "  \n \t \n", ";;\n;;"])
def test_blank_cells_are_an_empty_table(text):
    assert not parse_table(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("By;2021;2022\nHjørring;7;8\nVrå;12a;3", ["3", "Vrå", "2021", "12a"]),
        ("By;2021\n;7", ["2", "1"]),
        ("By;;2022\nVrå;1;2", ["1", "2"]),
        ("By;2021\nVrå;1;2", ["2", "Vrå", "3"]),
        (f"By;2021\n{'V' * 61};1", ["V" * 61]),
        ("By;2021\nVrå;–", []),
        ("By\nVrå", []),
        ("By;2021", []),
        ("By;2021;2022\nVrå;1 %;2", []),
        ("By;2021\n" + "Vrå;1\n" * (MOST_ROWS + 1), [str(MOST_ROWS + 1), str(MOST_ROWS)]),
        (f"By{';x' * (MOST_COLUMNS + 1)}\nVrå;1", [str(MOST_COLUMNS + 1), str(MOST_COLUMNS)]),
    ],
)
def test_what_is_wrong_is_named(text, named):
    with pytest.raises(UnreadableTable) as caught:
        parse_table(text)
    [problem] = caught.value.problems
    assert all(word in problem for word in named)


def test_many_problems_do_not_bury_the_form():
    with pytest.raises(UnreadableTable) as caught:
        parse_table("By;2021\n" + "Vrå;x\n" * 20)
    assert len(caught.value.problems) == 9
    assert "12" in caught.value.problems[-1]


def test_a_translation_replaces_the_words_and_keeps_the_numbers():
    assert TABLE.words == ["By", "Hjørring", "Vrå"]
    english = TABLE.with_words(["Town", "Hjorring", "Vra"])
    assert english.columns == TABLE.columns
    assert [row.name for row in english.rows] == ["Hjorring", "Vra"]
    assert english.rows[0].numbers == TABLE.rows[0].numbers
    assert TABLE.with_words([]) == TABLE


names = st.text(st.characters(categories=["L", "Nd", "Zs"]), min_size=1, max_size=20).map(
    lambda text: f"x{' '.join(text.split())}"
)
numbers = st.none() | st.decimals(min_value=-(10**9), max_value=10**9, places=3)


@st.composite
def tables(draw):
    columns = draw(st.lists(names, min_size=1, max_size=5))
    cells = st.lists(numbers, min_size=len(columns), max_size=len(columns)).map(tuple)
    rows = draw(st.lists(st.builds(Row, names, cells), min_size=1, max_size=6))
    return Table(draw(names), tuple(columns), tuple(rows), draw(st.booleans()))


@given(tables(), st.sampled_from(["da", "en"]))
def test_what_is_stored_and_shown_is_read_again(table, language):
    assert Table.from_json(table.to_json()) == table
    if table:
        with translation.override(language):
            assert parse_table(table.to_text()) == table


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "By;2021",
        [],
        {},
        {"columns": [], "rows": []},
        {"columns": ["a", "b"], "rows": [["x", "NaN"]]},
        {"columns": ["a", "b"], "rows": [["x"]]},
        {"columns": ["a", "b"], "rows": [["x", "1,5"]]},
        {"columns": 3, "rows": 4},
    ],
)
def test_anything_else_that_is_stored_is_an_empty_table(stored):
    assert not Table.from_json(stored)
