"""Sample menus, filters, figures, facts and blocks."""

from types import SimpleNamespace

from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from events.pages.map import Map
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
    SimpleNamespace(value="214", label="reflekser delt ud", example=True),
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

BLOCKS = SimpleNamespace(
    text=mark_safe(
        "<h2>Det vigtigste er nogen, der kigger ud</h2><p>En vej, hvor folk hilser på hinanden, "
        'er et dårligt sted at gøre indbrud. <a href="#">Kend dine naboer</a>.</p>'
        "<ul><li>Lås døren.</li><li>Tænd en lampe.</li></ul>"
    ),
    callout=SimpleNamespace(title="Har du haft indbrud?", text="Ring 114. Er tyven der nu: 112."),
    checklist=SimpleNamespace(
        title="Det kan du gøre",
        points=["Lås døre og vinduer.", "Klip hækken, så døren kan ses.", "Hils på en ny nabo."],
    ),
    questions=[
        SimpleNamespace(question="Må jeg komme alene?", answer="Ja, det gør de fleste."),
        SimpleNamespace(question="Koster det noget?", answer="Nej. Kaffen er også gratis."),
    ],
    quote=SimpleNamespace(
        quote="Jeg kendte to på vejen. Nu kender jeg alle ni huse.",
        attribution="En nabo (opdigtet)",
    ),
)
