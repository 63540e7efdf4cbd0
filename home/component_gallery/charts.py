"""Sample charts: each kind, with few and with many numbers, gaps and long names."""

from decimal import Decimal

from core.charts.chart import Chart, Kind
from core.charts.table import Row, Table


def _table(columns: list[str], rows: dict[str, list[float | None]]) -> Table:
    corner, *names = columns
    return Table(
        corner,
        tuple(names),
        tuple(
            Row(name, tuple(None if n is None else Decimal(str(n)) for n in numbers))
            for name, numbers in rows.items()
        ),
    )


def _chart(kind: Kind, title: str, table: Table, unit: str = "") -> Chart:
    return Chart(
        kind=kind,
        title=title,
        table=table,
        description="En sætning om det, man kan se.",
        unit=unit,
        source="opdigtede tal",
    )


CHARTS = [
    _chart(
        Kind.BARS,
        "Mørke steder, som naboer har peget på",
        _table(
            ["By", "Steder"],
            {
                "Hjørring": [1234.5],
                "Hirtshals og alle de små landsbyer uden for byen": [70],
                "Vrå": [-300],
                "Sindal": [None],
            },
        ),
        "lamper",
    ),
    _chart(
        Kind.BARS,
        "Lånt og tilbudt, fire år",
        _table(
            ["Ting", "2021", "2022", "2023", "2024"],
            {"Stige": [1, 2, 3, 4], "Trailer": [4, 0, 2, 1]},
        ),
    ),
    _chart(
        Kind.LINES,
        "Cykler med lys",
        _table(
            ["Uge", "Hjørring", "Hirtshals", "Vrå", "Sindal"],
            {
                "40": [90, 40, 20, 60],
                "41": [83, 43, 21, 60],
                "42": [76, 46, None, 58],
                "43": [69, 49, 23, 56],
                "44": [62, 52, 24, 55],
            },
        ),
        "%",
    ),
    _chart(
        Kind.LINES,
        "Tal, der ligger tæt",
        _table(
            ["Måned", "Antal"],
            {f"{month}. måned": [10_000 + month * 100] for month in range(1, 31)},
        ),
        "kr.",
    ),
    _chart(
        Kind.SHARES,
        "Indbrud i hjem: før og efter",
        _table(["", "Andel"], {"Forsvundet": [83], "Tilbage": [17]}),
    ),
    _chart(
        Kind.SHARES,
        "Svar fra to byer",
        _table(["Svar", "Vrå", "Tårs"], {"Ja": [120, 80], "Nej": [30, 60], "Ved ikke": [1, 20]}),
    ),
    _chart(
        Kind.PANELS,
        "Indbrud fordelt på byer",
        _table(
            ["By", "2015", "2018", "2020", "2022"],
            {
                "Hjørring": [90, 80, 50, 20],
                "Hirtshals": [40, 45, 30, 10],
                "Vrå": [10, None, 5, 2],
                "Løkken": [60, 20, 10, 5],
            },
        ),
    ),
]
