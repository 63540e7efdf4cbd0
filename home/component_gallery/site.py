"""Sample menus, filters, figures, facts and blocks."""

from decimal import Decimal
from types import SimpleNamespace

from django.core.paginator import Paginator

from core.charts.progress import Progress
from core.maps import Map
from home.component_gallery.themes import THEMES

FIGURES = [
    SimpleNamespace(
        prefix="over",
        value="83 %",
        label="færre indbrud i beboelse",
        source="projektets egen beskrivelse",
    ),
    SimpleNamespace(
        value="70",
        label="anmeldelser af indbrud i kommunen i 2022",
        source="projektets egen beskrivelse",
    ),
    SimpleNamespace(
        value="214",
        unit_after="stk.",
        label="reflekser delt ud",
        target_text="300",
        baseline_text="40",
        progress=Progress(Decimal(214), Decimal(300), Decimal(40)),
        date="maj 2026",
        example=True,
    ),
]

CRUMBS = [
    SimpleNamespace(url="#", label="Forside"),
    SimpleNamespace(url="#", label="Kalender"),
    SimpleNamespace(url="", label="Naboaften: sådan holder vi øje for hinanden"),
]

FILTERS = [
    SimpleNamespace(
        label="Tema",
        name="theme",
        options=[
            SimpleNamespace(label="Alle", url="#", value="", current=True),
            *[
                SimpleNamespace(label=theme.name, url="#", value=theme.slug, icon=theme.icon)
                for theme in THEMES
            ],
        ],
    ),
    SimpleNamespace(
        label="By",
        name="area",
        folded=True,
        options=[
            SimpleNamespace(label=name, url="#", value=name, current=name == "Løkken")
            for name in ["Hele kommunen", "Hjørring", "Hirtshals", "Løkken", "Sindal", "Vrå"]
        ],
    ),
]

SWITCHES = [
    SimpleNamespace(name="free", label="Ledige pladser", url="#", icon="ticket", current=True),
    SimpleNamespace(name="online", label="Online", url="#", icon="online", current=False),
]
CHOSEN = [SimpleNamespace(label=label, url="#") for label in ("Løkken", "Ledige pladser")]
VIEWS = [
    SimpleNamespace(label=label, url="#", current=label == "Liste")
    for label in ("Liste", "Uge", "Måned", "Afholdte arrangementer")
]
ACCESS = [
    ("trinfri adgang", "Ja", True),
    ("teleslynge", "Ja", True),
    ("stillerum", "Nej", False),
]
MAP = Map(link="#", latitude="57.59", longitude="9.98", tiles="", attribution="")

STEPS = [
    SimpleNamespace(title="Find en nabo", text="Begynd med den nærmeste dør."),
    SimpleNamespace(title="Lav en aftale", text="Hvem tømmer postkassen?", current=True),
    SimpleNamespace(title="Hold øje", text="Og ring 112, hvis det sker nu."),
]

PAGE = Paginator(range(240), 20).page(2)

FACTS = [
    SimpleNamespace(icon="calendar", label="Hvornår", text="lørdag den 5. december kl. 19.05–21"),
    SimpleNamespace(
        icon="place", label="Hvor", text="Forsamlingshuset, Strandvej 12A, 9480 Løkken"
    ),
    SimpleNamespace(icon="people", label="Pladser", text="12 ud af 40 er ledige"),
]
