"""Sample threads and posts."""

from types import SimpleNamespace

from django.utils.safestring import mark_safe

from home.component_gallery.moments import moment
from home.component_gallery.themes import DIGITAL, GREEN, LONELINESS, LONG, SPACES, TRAFFIC

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
        "help_state": "",
        "help_label": "",
        "url": "#",
        "kind": kind,
        "kind_label": label,
        "kind_icon": kind.replace("_", "-"),
        "area_name": "Vrå",
        "author_name": "Birthe",
        "author_badges": [],
        "reply_count": 4,
        "last_activity_at": moment(-2, 10),
        "is_hidden": False,
        "is_example": True,
        "language": "da",
        "theme": None,
    }
    return SimpleNamespace(**(thread | changes))


THREADS = [
    _thread("Hvem vil gå aftenture?", "discussion", "Samtale", theme=LONELINESS),
    _thread(
        "Kan nogen handle ind for mig på torsdag?",
        "help_wanted",
        "Søger hjælp",
        help_state="open",
        help_label="Søger stadig",
    ),
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
    _thread(
        "Barnevogn gives væk",
        "give_away",
        "Gives væk / fundet og tabt",
        help_state="fulfilled",
        help_label="Afhentet eller fundet – tak!",
    ),
    _thread("Byttedag i gården", "meetup", "Mødes", theme=GREEN, reply_count=0),
    _thread(LONG, "discussion", "Samtale", is_hidden=True, theme=TRAFFIC, reply_count=118),
]


def _post_view(
    number: int, body: str, *, hidden_reason: str = "", is_folded: bool = False, **changes: object
) -> SimpleNamespace:
    post = {
        "number": number,
        "anchor": f"post-{number}",
        "author_name": "Birthe",
        "author_badges": [],
        "initials": "B",
        "drawing": "",
        "avatar_tone": "rose",
        "created_at": moment(-3, 10, 5),
        "edited_at": None,
        "is_hidden": False,
        "thread": SimpleNamespace(language="da"),
    }
    return SimpleNamespace(
        post=SimpleNamespace(**(post | changes)),
        body_html=mark_safe(body),  # noqa: S308 – constants of this module
        hidden_reason=hidden_reason,
        is_folded=is_folded,
    )


POSTS = [
    _post_view(
        1,
        "<p>Jeg går hver aften ved syvtiden, og jeg vil gerne have selskab. "
        "Vi behøver ikke gå hurtigt.</p><ul><li>Vi mødes ved kirken.</li>"
        "<li>Tag godt fodtøj på.</li></ul>",
    ),
    _post_view(2, "<p>Det vil jeg gerne. Må hunden komme med?</p>", edited_at=moment(-3, 12)),
    _post_view(
        3,
        "<p>Husk reflekser. Vi deler dem ud på stationen.</p>",
        author_name="Politiet i Hjørring",
        author_badges=[BADGES["police"]],
        is_official=True,
        partner_id=-1,
        initials="PH",
        avatar_tone="indigo",
        person_name="Mads, lokalbetjent",
        person_url="#",
    ),
    _post_view(
        4,
        "<p>Vi sætter en bænk mere op til foråret.</p>",
        initials="HK",
        avatar_tone="moss",
        author_name="Hjørring Kommune",
        author_badges=[BADGES["municipality"]],
        is_official=True,
    ),
    _post_view(5, "", is_hidden=True, hidden_reason="Et telefonnummer, som ikke var ens eget."),
    _post_view(
        6,
        "<p>Skriv venligt til hinanden.</p>",
        author_name="Karen",
        initials="K",
        drawing="lighthouse",
        avatar_tone="plum",
        author_url="#",
        author_badges=[BADGES["association"], BADGES["moderator"]],
    ),
    _post_view(
        7, "<p>Det er noget værre vrøvl.</p>", author_name="Ole", initials="O", is_folded=True
    ),
]
