"""Every component in every state, on one page, with invented content. Routed under DEBUG only.

`/components/` is the gallery; `/components/?example=front` (theme, agenda, month, event, thread,
week, form, article) shows a whole page put together from components.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from events.display.date_ranges import When
from events.models.choices import SignUpAvailability
from events.pages.map import Map

THEMES = [
    SimpleNamespace(
        slug=slug, colour=colour, icon=f"theme-{slug}", name=name, summary=summary, url="#"
    )
    for slug, colour, name, summary in [
        (
            "burglary-prevention",
            "brick",
            "Indbrudsforebyggelse",
            "Gode naboer og gode vaner er det, en indbrudstyv bryder sig mindst om.",
        ),
        (
            "safe-spaces",
            "ochre",
            "Trygge byrum",
            "Lys, liv og nogen at hilse på gør en by rar at gå igennem.",
        ),
        (
            "digital-crime",
            "plum",
            "Digital kriminalitet",
            "Sådan kender du et falsk opkald, en falsk besked og en falsk side.",
        ),
        (
            "traffic-safety",
            "indigo",
            "Trafiksikkerhed",
            "Ned i fart ved skolen, og godt synlig på cykelstien.",
        ),
        (
            "loneliness",
            "rose",
            "Ensomhed",
            "En kop kaffe og en gåtur er nogle gange det hele værd.",
        ),
        (
            "green-transition",
            "moss",
            "Grøn omstilling",
            "Vi bytter, deler, reparerer og planter sammen.",
        ),
    ]
]
BURGLARY, SPACES, DIGITAL, TRAFFIC, LONELINESS, GREEN = THEMES
LONG = "Naboskabsarrangementskoordineringsudvalgsmøde om hastighedsdæmpende foranstaltninger"


def _at(days: int, hour: int, minute: int = 0) -> datetime:
    """Return that hour of a day so many days after a fixed Saturday."""
    zone = timezone.get_default_timezone()
    return datetime(2026, 12, 5, hour, minute, tzinfo=zone) + timedelta(days=days)


def _entry(title: str, days: int, *, whole: str = "", **changes: Any) -> SimpleNamespace:
    """Return an event entry; `whole` is "day" if it lasts all day, "open" if its end is open."""
    starts_at = changes.setdefault("starts_at", _at(days, 19, 5))
    ends_at = changes.setdefault("ends_at", _at(days, 21))
    entry = {
        "title": title,
        "url": "#",
        "when": When(starts_at, ends_at, whole == "day", whole == "open"),
        "continues": False,
        "theme": BURGLARY,
        "venue": "Forsamlingshuset",
        "area_name": "Løkken",
        "is_online": False,
        "status": "scheduled",
        "state": SignUpAvailability.FREE,
        "seats_left": None,
        "is_example": True,
        "repeats": False,
    }
    return SimpleNamespace(**(entry | changes))


def _whole_days(first: int, count: int) -> dict[str, datetime]:
    """Return from when until when so many whole days last."""
    return {"starts_at": _at(first, 0), "ends_at": _at(first + count, 0)}


ENTRIES = [
    _entry("Naboaften: sådan holder vi øje for hinanden", 0, seats_left=12),
    _entry("Kaffe på bænken", 1, theme=LONELINESS, venue="Havnen", area_name="Hirtshals"),
    _entry("Hjælp til din telefon", 3, theme=DIGITAL, seats_left=1, repeats=True),
    _entry("Cykellygter og reflekser", 4, theme=TRAFFIC, state=SignUpAvailability.WAITING_LIST),
    _entry("Besøgsven for første gang", 4, theme=LONELINESS, state=SignUpAvailability.NEWCOMERS),
    _entry(
        "Lygtetur gennem byen",
        6,
        theme=SPACES,
        state=SignUpAvailability.CANCELLED,
        area_name="Hjørring",
    ),
    _entry("Fællesspisning", 6, theme=LONELINESS, state=SignUpAvailability.POSTPONED),
    _entry("Krybskytteri på nettet", 7, theme=DIGITAL, status="moved_online", is_online=True),
    _entry(
        "Byttedag",
        8,
        theme=GREEN,
        state=SignUpAvailability.NO_SIGNUP,
        whole="day",
        **_whole_days(8, 1),
    ),
    _entry("Havneweekend", 9, state=SignUpAvailability.NOT_OPEN, whole="day", **_whole_days(9, 2)),
    _entry("Sct. Hans ved vandet", 10, state=SignUpAvailability.CLOSED, whole="open"),
    _entry("Kaffe i laden", -4, theme=LONELINESS, state=SignUpAvailability.OVER),
    _entry("Strikkeaften", 0, theme=LONELINESS, state=SignUpAvailability.UNDER_WAY),
    _entry("Kender du en falsk besked?", 9, theme=DIGITAL, venue="", area_name="", is_online=True),
    _entry(LONG, 12, theme=None, ends_at=_at(13, 16), is_example=False),
]


BADGES = {
    role: SimpleNamespace(role=role, label=label)
    for role, label in (
        ("police", "Politi"),
        ("municipality", "Kommune"),
        ("moderator", "Moderator"),
        ("association", "Sindal Boldklub"),
    )
}


def _thread(title: str, kind: str, label: str, **changes: object) -> SimpleNamespace:
    thread = {
        "title": title,
        "url": "#",
        "kind": kind,
        "kind_label": label,
        "area_name": "Vrå",
        "author_name": "Birthe",
        "author_badges": [],
        "reply_count": 4,
        "last_activity_at": _at(-2, 10),
        "is_hidden": False,
        "is_example": True,
        "language": "da",
        "theme": None,
    }
    return SimpleNamespace(**(thread | changes))


THREADS = [
    _thread("Hvem vil gå aftenture?", "discussion", "Samtale", theme=LONELINESS),
    _thread("Kan nogen handle ind for mig på torsdag?", "help_wanted", "Søger hjælp"),
    _thread("Jeg kan hjælpe med computeren", "help_offered", "Tilbyder hjælp", theme=DIGITAL),
    _thread(
        "Lygtepælen ved stien er gået ud",
        "issue",
        "Problem på stedet",
        theme=SPACES,
        author_name="Hjørring Kommune",
        author_badges=[BADGES["municipality"]],
        reply_count=1,
    ),
    _thread("Byttedag i gården", "meetup", "Mødes", theme=GREEN, reply_count=0),
    _thread(LONG, "discussion", "Samtale", is_hidden=True, theme=TRAFFIC, reply_count=118),
]


def _post(number: int, body: str, **changes: object) -> SimpleNamespace:
    post = {
        "number": number,
        "anchor": f"post-{number}",
        "author_name": "Birthe",
        "author_badges": [],
        "created_at": _at(-3, 10, 5),
        "edited_at": None,
        "body_html": mark_safe(body),  # noqa: S308 – our own invented words
        "is_hidden": False,
        "hidden_reason": "",
        "is_example": True,
        "language": "da",
    }
    return SimpleNamespace(**(post | changes))


POSTS = [
    _post(
        1,
        "<p>Jeg går hver aften ved syvtiden, og jeg vil gerne have selskab. "
        "Vi behøver ikke gå hurtigt.</p><ul><li>Vi mødes ved kirken.</li>"
        "<li>Tag godt fodtøj på.</li></ul>",
    ),
    _post(2, "<p>Det vil jeg gerne. Må hunden komme med?</p>", edited_at=_at(-3, 12)),
    _post(
        3,
        "<p>Husk reflekser. Vi deler dem ud på stationen.</p>",
        author_name="Politiet i Hjørring",
        author_badges=[BADGES["police"]],
        is_official=True,
        person_name="Mads, lokalbetjent",
        person_url="#",
    ),
    _post(
        4,
        "<p>Vi sætter en bænk mere op til foråret.</p>",
        author_name="Hjørring Kommune",
        author_badges=[BADGES["municipality"]],
        is_official=True,
    ),
    _post(5, "", is_hidden=True, hidden_reason="Et telefonnummer, som ikke var ens eget."),
    _post(
        6,
        "<p>Skriv venligt til hinanden.</p>",
        author_name="Karen",
        author_url="#",
        author_badges=[BADGES["association"], BADGES["moderator"]],
    ),
]

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

ACTIONS = [
    SimpleNamespace(url="#", icon=icon, title=title, text=text)
    for icon, title, text in [
        ("help-wanted", "Bed om hjælp", "Stort eller småt"),
        ("help-offered", "Tilbyd hjælp", "En time er også fint"),
        ("issue", "Peg på et problem", "Noget, der bør laves"),
        ("meetup", "Inviter til at mødes", "Kaffe, gåtur, byttedag"),
    ]
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
            *[SimpleNamespace(label=t.name, url="#", value=t.slug, icon=t.icon) for t in THEMES],
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

PAGES = [
    SimpleNamespace(number=1, url="#"),
    SimpleNamespace(number=2, url="#", current=True),
    SimpleNamespace(number=3, url="#"),
    SimpleNamespace(gap=True),
    SimpleNamespace(number=12, url="#"),
]

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


class SampleForm(forms.Form):
    """One of every kind of field."""

    name = forms.CharField(label="Navn", help_text="Som du vil kaldes på listen.")
    email = forms.EmailField(label="E-mail", help_text="Vi sender en kvittering.")
    party = forms.IntegerField(label="Hvor mange kommer I?", min_value=1, initial=1)
    day = forms.DateField(label="Dag", widget=forms.DateInput(attrs={"type": "date"}))
    area = forms.ChoiceField(label="By", choices=[("", "Vælg en by"), ("l", "Løkken")])
    how = forms.ChoiceField(
        label="Hvordan vil du høre fra os?",
        help_text="Du kan altid lave det om.",
        widget=forms.RadioSelect,
        choices=[("mail", "På e-mail"), ("none", "Slet ikke")],
    )
    topics = forms.MultipleChoiceField(
        label="Det vil jeg gerne høre om",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(t.slug, t.name) for t in THEMES],
    )
    picture = forms.ImageField(label="Billede", required=False)
    message = forms.CharField(
        label="Besked til arrangøren", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    consent = forms.BooleanField(label="Jeg er fyldt 15 år, og I må gemme mit svar.")

    def clean_message(self) -> str:
        """Refuse the sample's number, as the real forms refuse a CPR number."""
        message: str = self.cleaned_data["message"]
        if "010203" in message:
            raise forms.ValidationError(
                "Der står noget, der ligner et CPR-nummer (010203-…). Slet det, og send igen."
            )
        return message


def _weeks() -> Iterator[list[SimpleNamespace]]:
    """Yield December 2026, Monday first, with the sample entries on their days."""
    first = date(2026, 11, 30)
    for week in range(5):
        days = [first + timedelta(days=7 * week + day) for day in range(7)]
        yield [
            SimpleNamespace(
                date=day,
                in_month=day.month == 12,
                is_today=day == date(2026, 12, 8),
                entries=[e for e in ENTRIES if timezone.localdate(e.starts_at) == day],
            )
            for day in days
        ]


EXAMPLES = (
    *("front", "theme", "agenda", "month", "week", "event", "thread", "form", "article"),
    *("error-403", "error-404", "error-500"),
)


def components(request: HttpRequest) -> HttpResponse:
    """Show the gallery, or with ?example= a page put together from components."""
    example = request.GET.get("example", "")
    if example and example not in EXAMPLES:
        raise Http404
    with_errors = SampleForm(
        {"name": "", "email": "birthe@", "party": "0", "message": "Mit nummer er 010203-1234"}
    )
    context = {
        "sample_themes": THEMES,
        "burglary": BURGLARY,
        "loneliness": LONELINESS,
        "entries": ENTRIES,
        "entry": ENTRIES[0],
        "week_entries": ENTRIES[:4],
        "threads": THREADS,
        "front_threads": THREADS[:4],
        "posts": POSTS,
        "figures": FIGURES,
        "actions": ACTIONS,
        "crumbs": CRUMBS,
        "filters": FILTERS,
        "switches": SWITCHES,
        "chosen": CHOSEN,
        "views": VIEWS,
        "access": ACCESS,
        "map": MAP,
        "week_days": next(iter(_weeks()))[:7],
        "steps": STEPS,
        "pages": PAGES,
        "facts": FACTS,
        "blocks": BLOCKS,
        "weeks": list(_weeks()),
        "long": LONG,
        "form": SampleForm(),
        "error_form": with_errors,
        "examples": EXAMPLES,
    }
    template = f"components/examples/{example}.html" if example else "home/components.html"
    return render(request, template, context)
