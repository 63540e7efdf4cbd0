"""Each kind of chart as SVG, with a data table, in both languages."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts.chart import Chart, Kind, problems_of
from core.charts.progress import Progress
from core.charts.table import Row, Table, parse_table

TOWNS = "By;2020;2022\nHjørring;1.234,5;70\nVrå;30;\nSindal og alle de små landsbyer udenom;5;0"


def table_of(text: str = TOWNS) -> Table:
    with translation.override("da"):
        return parse_table(text)


def make_chart(kind: str = Kind.BARS, text: str = TOWNS, **fields: str) -> Chart:
    return Chart(kind=kind, title="Anmeldelser <b>", table=table_of(text), **fields)


def shown(chart: Chart) -> str:
    return render_to_string("components/chart.html", {"chart": chart})


@pytest.mark.parametrize("kind", Kind.values)
def test_a_chart_is_a_named_drawing_with_its_numbers_in_a_table(kind):
    html = shown(make_chart(kind, source="Politiet", description="Tallet falder."))

    drawings = re.findall(r'<svg class="plot" role="img".*?</svg>(?=\s*(?:</li>|<))', html, re.S)
    assert len(drawings) == (3 if kind == Kind.PANELS else 1)
    assert all("<title>Anmeldelser &lt;b&gt;" in drawing for drawing in drawings)
    assert html.count('scope="row"') == 3
    assert html.count('scope="col"') == 3
    assert "Politiet" in html
    assert "Tallet falder." in html
    assert "style=" not in html
    assert " id=" not in html


def test_numbers_follow_the_language():
    chart = make_chart()
    with translation.override("da"):
        assert "1.234,5" in shown(chart)
    with translation.override("en"):
        assert "1,234.5" in shown(chart)


@pytest.mark.parametrize("kind", [Kind.BARS, Kind.LINES, Kind.SHARES])
def test_series_are_told_apart_without_colour(kind):
    chart = make_chart(kind, "År;a;b;c;d\n2020;1;2;3;4\n2021;4;3;2;1")
    keys = [key for key, _name in chart.legend]
    assert [name for _key, name in chart.legend] == ["a", "b", "c", "d"]
    assert len(set(keys)) == 4


def test_one_series_needs_no_legend():
    assert make_chart(text="By;2020\nVrå;7").legend == []


@pytest.mark.parametrize(
    "chart",
    [
        Chart(kind=Kind.BARS, title="", table=table_of()),
        Chart(kind=Kind.BARS, title="x", table=Table()),
        Chart(kind="", title="x", table=table_of()),
        Chart(kind="pie", title="x", table=table_of()),
        Chart(kind=Kind.LINES, title="x", table=table_of("År;a\n2020;1")),
    ],
)
def test_an_empty_or_impossible_chart_is_nothing(chart):
    assert not chart
    assert shown(chart).strip() == ""


@pytest.mark.parametrize(
    ("kind", "text", "named"),
    [
        (Kind.BARS, "x;y\n" + "a;1\n" * 21, ["21", "20"]),
        (Kind.BARS, "x;1;2;3;4;5\na;1;2;3;4;5", ["5", "4"]),
        (Kind.LINES, "x;y\na;1", []),
        (Kind.PANELS, "x;y\na;1", []),
        (Kind.PANELS, "x;y;z\n" + "a;1;2\n" * 25, ["25", "24"]),
        (Kind.SHARES, "x;y\na;-1\nb;3", ["a", "y"]),
        (Kind.SHARES, "x;y\na;0\nb;0", ["y"]),
    ],
)
def test_a_table_that_the_kind_cannot_show_is_refused(kind, text, named):
    [problem] = problems_of(kind, table_of(text))
    assert all(word in problem for word in named)


def test_shares_that_add_up_to_a_hundred_stay_as_typed():
    with translation.override("da"):
        chart = make_chart(Kind.SHARES, "Svar;Andel\nFærre;83 %\nTilbage;17 %")
        assert [cells for _name, cells in chart.rows] == [["83\u00a0%"], ["17\u00a0%"]]
        chart = make_chart(Kind.SHARES, "Svar;Antal\nJa;1\nNej;999")
        assert [cells for _name, cells in chart.rows] == [["1 (<1\u00a0%)"], ["999 (100\u00a0%)"]]


def test_an_axis_without_zero_says_so():
    assert make_chart(Kind.LINES, "År;a\n2020;990\n2021;1010").scale_note
    assert not make_chart(Kind.LINES, "År;a\n2020;0\n2021;1010").scale_note
    assert make_chart(Kind.PANELS).scale_note


def test_a_long_unit_is_said_once():
    assert "anmeldelser" not in str(make_chart(unit="anmeldelser").drawings)
    assert "anmeldelser" in make_chart(unit="anmeldelser").unit_note
    assert "km" in str(make_chart(unit="km").drawings)
    assert make_chart(unit="km").unit_note == ""


def test_a_missing_number_is_a_gap_in_the_line():
    whole = make_chart(Kind.LINES, "År;a\n1;1\n2;2\n3;3\n4;4").drawings[0].svg
    broken = make_chart(Kind.LINES, "År;a\n1;1\n2;2\n3;\n4;4").drawings[0].svg
    assert whole.count("<polyline") == 1
    assert broken.count("<polyline") == 2


numbers = st.none() | st.decimals(min_value=-(10**11), max_value=10**11, places=4)
words = st.text(min_size=1, max_size=60)


@settings(max_examples=60)
@given(
    st.sampled_from(Kind.values),
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.builds(Row, words, st.lists(numbers, min_size=width, max_size=width).map(tuple)),
            min_size=1,
            max_size=12,
        )
    ),
    st.sampled_from(["", "%", "anmeldelser"]),
)
def test_any_table_is_drawn_inside_its_frame(kind, rows, unit):
    columns = tuple(f"Kolonne {number}" for number in range(len(rows[0].numbers)))
    chart = Chart(kind=kind, title="x", table=Table("", columns, tuple(rows)), unit=unit)
    if not chart:
        return
    assert shown(chart).strip()
    for drawing in chart.drawings:
        plain = re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", drawing.svg)
        tree = ElementTree.fromstring(plain)  # noqa: S314
        height = float(tree.get("height").removesuffix("em"))
        for part in tree.iter():
            for name in ("x", "x1", "x2", "width"):
                if part.get(name, "").endswith("%"):
                    assert -0.01 <= float(part.get(name)[:-1]) <= 100.01
            for name in ("y", "y1", "y2"):
                if part.get(name, "").endswith("em"):
                    assert -1 <= float(part.get(name)[:-2]) <= height + 1


@pytest.mark.parametrize(
    ("value", "target", "baseline", "share"),
    [
        (83, 90, 0, "0.92"),
        (70, 60, 412, "0.97"),
        (95, 90, 0, "1"),
        (-5, 90, 0, "0"),
        (500, 60, 412, "0"),
        (0, 0, 0, "1"),
        (1, 0, 0, "0"),
        (0, -10, 10, "0.5"),
    ],
)
def test_progress_goes_from_the_baseline_to_the_target(value, target, baseline, share):
    progress = Progress(Decimal(value), Decimal(target), Decimal(baseline))
    assert round(progress.share, 2) == Decimal(share)
    assert progress.is_reached == (share == "1")
    assert progress.text in progress.svg


def test_almost_is_not_reached():
    progress = Progress(Decimal("99.99"), Decimal(100))
    assert not progress.is_reached
    assert "99" in progress.text
