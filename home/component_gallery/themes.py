"""Sample themes."""

from types import SimpleNamespace

THEMES = [
    SimpleNamespace(
        slug=slug,
        colour=colour,
        icon=f"theme-{slug}",
        illustration=slug,
        name=name,
        summary=summary,
        url="#",
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
