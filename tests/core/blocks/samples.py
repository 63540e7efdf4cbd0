"""Values of every block, as they are stored: full, half-filled and empty."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Page

from campaigns.blocks import CampaignBodyBlock
from core.models import Partner, SiteDocument, SiteImage
from tests import factories
from tests.core.images.pictures import make_image

NAMES = tuple(CampaignBodyBlock().child_blocks)


@dataclass
class Targets:
    """What blocks point at. The word of each is shown where it is."""

    image: int
    partner: int
    document: int
    page: int
    kit: int

    def delete(self) -> None:
        SiteImage.objects.get(pk=self.image).delete()
        Partner.objects.get(pk=self.partner).delete()
        SiteDocument.objects.get(pk=self.document).delete()
        Page.objects.get(pk=self.page).delete()
        Page.objects.get(pk=self.kit).delete()


def make_targets(number: int = 1) -> Targets:
    """Make an image, a partner with a logo, a document and a page."""
    image = make_image(f"Billede {number}")
    partner = factories.make_partner(f"Partner {number}")
    partner.logo = image
    partner.link = "https://example.org/partner"
    partner.save()
    document = SiteDocument(title=f"Vejledning {number}")
    document.file.save("vejledning.txt", ContentFile(b"Kend dine naboer."), save=False)
    document.save()
    page = factories.make_standard_page(f"Side {number}")
    kit = factories.make_kit(factories.front_page(), f"Hæfte {number}", "Opgaven")
    return Targets(image.pk, partner.pk, document.pk, page.pk, kit.pk)


def item(value: Any) -> dict[str, Any]:
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def block(name: str, value: Any) -> dict[str, Any]:
    return {"type": name, "id": str(uuid.uuid4()), "value": value}


def picture(pk: int | None, alt: str = "Lygter") -> dict[str, Any]:
    return {"image": pk, "alt_text": alt, "decorative": False}


def titled(*values: Any) -> dict[str, Any]:
    return {"title": "Overskriften", "entries": [item(value) for value in values]}


def rich(targets: Targets, word: str) -> str:
    return (
        f'<p><b>{word}</b> <a linktype="page" id="{targets.page}">siden</a> '
        f'<a linktype="document" id="{targets.document}">filen</a></p>'
    )


FULL: dict[str, Callable[[Targets], Any]] = {
    "heading": lambda on: {"text": "Rubrikken", "is_sub": False},
    "text": lambda on: rich(on, "Brødtekst"),
    "quote": lambda on: {
        "quote": "Citatet\nslutter",
        "attribution": "Nabo",
        "image": picture(on.image),
    },
    "callout": lambda on: {"title": "Husk", "text": "Ring\n\n112"},
    "fact_box": lambda on: {
        "title": "Fakta",
        "text": rich(on, "Baggrund"),
        "image": picture(on.image),
    },
    "questions": lambda on: [item({"question": "Må jeg?", "answer": "Gerne.\nKom."})],
    "accordion": lambda on: [item({"title": "Afsnit", "text": rich(on, "Foldet")})],
    "picture": lambda on: {"image": picture(on.image), "caption": "Torvet"},
    "gallery": lambda on: titled({"image": picture(on.image), "caption": "Havnen"}),
    "video": lambda on: {
        "title": "Filmen",
        "url": "https://www.youtube.com/watch?v=aaaaaaaaaaa",
        "image": picture(on.image),
    },
    "button": lambda on: {"label": "Knappen", "page": on.page, "url": "", "note": "Noten"},
    "steps": lambda on: titled({"title": "Trinnet", "text": "Gør\ndet"}),
    "checklist": lambda on: {"title": "Listen", "points": [item("Punktet")]},
    "figures": lambda on: [
        item({"prefix": "over", "value": "83 %", "label": "Tallet", "source": "Kilden"})
    ],
    "chart": lambda on: {
        "kind": "bars",
        "title": "Diagrammet",
        "description": "Pointen",
        "table": {"columns": ["By", "Antal"], "rows": [["Byen", "12"], ["Landet", "8"]]},
        "unit": "",
        "source": "Diagrammets kilde",
    },
    "table": lambda on: {
        "table": {
            "caption": "Tabellen",
            "columns": [{"type": "text", "heading": "Kolonne"}, {"type": "text", "heading": ""}],
            "rows": [{"values": ["Rækken", "Cellen"]}, {"values": ["", "Celle to"]}],
        },
        "has_row_headings": True,
    },
    "timeline": lambda on: titled({"when": "2015", "title": "Begyndelsen", "text": "Ja"}),
    "partners": lambda on: titled(on.partner),
    "people": lambda on: titled(
        {
            "name": "Bo Eksempel",
            "role": "Betjent",
            "phone": "12 34 56 78",
            "email": "bo@example.org",
        }
    ),
    "map": lambda on: {
        "title": "Pladsen",
        "address": "Vej 1",
        "latitude": "57.4642",
        "longitude": "9.9823",
    },
    "related_pages": lambda on: titled(on.page),
    "documents": lambda on: titled({"document": on.document, "label": "Filnavnet"}),
    "events": lambda on: {"title": "Datoer", "limit": 2},
    "pledge": lambda on: {
        "promise": "Løftet",
        "details": "Forklaringen",
        "givers": ["resident"],
        "milestones": [item(10)],
    },
    "kit": lambda on: {"page": on.kit},
    "threads": lambda on: {"title": "Snak", "limit": 2},
}

_NO_PICTURE = picture(None, "")
_NO_TABLE = {"caption": "", "columns": [], "rows": []}

EMPTY: dict[str, Any] = {
    "heading": {"text": "", "is_sub": False},
    "text": "",
    "quote": {"quote": "", "attribution": "", "image": _NO_PICTURE},
    "callout": {"title": "", "text": ""},
    "fact_box": {"title": "", "text": "", "image": _NO_PICTURE},
    "questions": [],
    "accordion": [],
    "picture": {"image": _NO_PICTURE, "caption": ""},
    "gallery": titled(),
    "video": {"title": "", "url": "", "image": _NO_PICTURE},
    "button": {"label": "", "page": None, "url": "", "note": ""},
    "steps": titled(),
    "checklist": {"title": "", "points": []},
    "figures": [],
    "chart": {
        "kind": "bars",
        "title": "",
        "description": "",
        "table": {"columns": [], "rows": []},
        "unit": "",
        "source": "",
    },
    "table": {"table": _NO_TABLE, "has_row_headings": False},
    "timeline": titled(),
    "partners": titled(),
    "people": titled(),
    "map": {"title": "", "address": "", "latitude": None, "longitude": None},
    "related_pages": titled(),
    "documents": titled(),
    "kit": {"page": None},
    "pledge": {"promise": "", "details": "", "givers": [], "milestones": []},
}

# Something is there, and what matters is missing.
HALF: dict[str, list[Any]] = {
    "heading": [{"text": "  "}, {}],
    "text": ["<p></p>", "<p>  </p>", '<p><a linktype="page" id="0"></a></p>'],
    "quote": [{"quote": "", "attribution": "Halv"}, {"attribution": "Halv"}],
    "callout": [{"title": "Halv", "text": " "}],
    "fact_box": [{"title": "Halv", "text": "<p></p>", "image": _NO_PICTURE}, {"title": "Halv"}],
    "questions": [
        [item({"question": "Halv", "answer": ""})],
        [item({"question": "", "answer": ""})],
    ],
    "accordion": [[item({"title": "Halv", "text": ""})], [item({"title": "Halv"})]],
    "picture": [{"image": picture(None, "Halv"), "caption": "Halv"}, {"caption": "Halv"}],
    "gallery": [titled({"image": picture(None, "Halv"), "caption": "Halv"})],
    "video": [
        {"title": "Halv", "url": "", "image": _NO_PICTURE},
        {"title": "Halv", "url": "https://example.org/halv"},
        {"title": "Halv", "url": "javascript:alert(1)"},
        {"title": "", "url": "https://vimeo.com/123456"},
    ],
    "button": [
        {"label": "Halv", "page": None, "url": ""},
        {"label": "", "page": None, "url": "https://example.org/halv"},
        {"label": "Halv", "url": "javascript:alert(1)"},
        {"label": "Halv", "url": "https://[halv"},
    ],
    "steps": [titled({"title": "", "text": "Halv"}), {"title": "Halv", "entries": []}],
    "checklist": [{"title": "Halv", "points": [item("")]}, {"title": "Halv"}],
    "figures": [[item({"prefix": "Halv", "value": "", "label": "", "source": ""})]],
    "chart": [
        {"kind": "bars", "title": "Halv", "table": {"columns": [], "rows": []}},
        {"kind": "bars", "title": "Halv"},
        {"title": "", "table": {"columns": ["By", "Antal"], "rows": [["Halv", "1"]]}},
    ],
    "table": [
        {"table": {**_NO_TABLE, "caption": "Halv"}},
        {"table": {**_NO_TABLE, "columns": [{"type": "text", "heading": "Halv"}]}},
        {
            "table": {
                "caption": "Halv",
                "columns": [{"type": "text", "heading": "Halv"}],
                "rows": [{"values": [""]}, {"values": [None]}],
            }
        },
    ],
    "timeline": [titled({"when": "2015", "title": "", "text": "Halv"})],
    "partners": [titled(None), titled(999_999)],
    "people": [titled({"name": "", "role": "Halv", "phone": "", "email": ""})],
    "map": [{"title": "Halv", "latitude": "57.1", "longitude": None}, {"title": "Halv"}],
    "related_pages": [titled(None), titled(999_999)],
    "pledge": [
        {"promise": " ", "details": "Halv", "givers": []},
        {"details": "Halv", "givers": []},
    ],
    "kit": [{"page": 999_999}, {}],
    "documents": [titled({"document": None, "label": "Halv"}), titled({"label": "Halv"})],
}


# What the field `updates` of a campaign holds beside its body.
UPDATE: dict[str, Callable[[Targets], Any]] = {
    "update": lambda on: {
        "date": "2026-05-03",
        "title": "Nyheden",
        "text": "Alle tolv\nlyser",
        "is_result": True,
        "image": picture(on.image),
        "figures": [item({"prefix": "kun", "value": "12", "label": "Lygter", "source": ""})],
    }
}
EMPTY_UPDATE = {
    **{"date": None, "title": "", "text": "", "is_result": False},
    **{"image": _NO_PICTURE, "figures": []},
}
HALF_UPDATES = [
    {**EMPTY_UPDATE, "title": "Halv"},
    {**EMPTY_UPDATE, "date": "2026-05-03", "text": "Halv"},
    {"text": "Halv"},
]


def updates(page: Any, values: Iterable[Any]) -> Any:
    """Return the value of the updates of the campaign `page` that these stored values make."""
    stream = page._meta.get_field("updates").stream_block
    return stream.to_python([block("update", value) for value in values])


def body(page: Any, blocks: Iterable[dict[str, Any]]) -> Any:
    """Return the value of the body of `page` that these stored blocks make."""
    return page._meta.get_field("body").stream_block.to_python(list(blocks))
