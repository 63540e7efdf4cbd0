"""Convert blocks of the content to the JSON that a StreamField stores."""

import datetime
import json
import uuid
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any

from django.utils import timezone

from campaigns.models import KitPage
from core.models import Partner
from events.pages.calendar_page import CalendarPage
from home.demo.content_files import SOURCE, key_of

PROSE = ("heading", "paragraph", "list")


def body(blocks: Iterable[dict[str, Any]]) -> str:
    """Return the JSON of a page's body. Consecutive text becomes one block."""
    stored = []
    for is_prose, group in groupby(blocks, key=lambda block: block["type"] in PROSE):
        if is_prose:
            stored.append(_block("text", "".join(map(_prose, group))))
        else:
            stored += [_block(block["type"], _value(block)) for block in group]
    return json.dumps(stored)


def stream(kind: str, values: Iterable[dict[str, Any]]) -> str:
    """Return the JSON of a StreamField with one kind of block."""
    return json.dumps([_block(kind, value) for value in values])


def updates(content: Iterable[dict[str, Any]]) -> str:
    """Return the JSON of the updates of a campaign; their days are counted from today."""
    today = timezone.localdate()
    values = (
        {
            "date": (today + datetime.timedelta(days=item["day"])).isoformat(),
            "title": item["title"],
            "text": item["text"],
            "is_result": item.get("result", False),
            "image": None,
            "figures": list(_items(map(figure, item.get("figures", [])))),
        }
        for item in content
    )
    return stream("update", values)


def questions(content: Iterable[dict[str, Any]]) -> str:
    """Return the JSON of the questions of a sign-up."""
    return json.dumps([_block(item["type"], _question_value(item)) for item in content])


def _question_value(question: dict[str, Any]) -> dict[str, Any]:
    value = {
        "question": question["question"],
        "help_text": question.get("help_text", ""),
        "is_required": question.get("is_required", False),
    }
    if question["type"] == "choice":
        value["choices"] = list(_items(question["choices"]))
    return value


def figure(item: dict[str, Any]) -> dict[str, Any]:
    """Return the value of a figure block, with its numbers as they are stored."""
    numbers = {
        name: {"number": str(item[name]), "percent": False}
        for name in ("value", "target", "baseline")
        if name in item
    }
    return {"prefix": "", "unit": "", "date": "", **item, **numbers}


def _chart(block: dict[str, Any]) -> dict[str, Any]:
    words = {name: block[name] for name in ("kind", "title", "description", "source")}
    table = {
        "columns": block["columns"],
        "rows": [[name, *map(str, numbers)] for name, *numbers in block["rows"]],
        "percent": block.get("percent", False),
    }
    return {**words, "unit": block.get("unit", ""), "table": table}


def _prose(block: dict[str, Any]) -> str:
    if block["type"] == "heading":
        return f"<h2>{escape(block['text'], quote=False)}</h2>"
    if block["type"] == "paragraph":
        return f"<p>{escape(block['text'], quote=False)}</p>"
    points = (f"<li>{escape(item, quote=False)}</li>" for item in block["items"])
    return f"<ul>{''.join(points)}</ul>"


def _value(block: dict[str, Any]) -> Any:
    match block["type"]:
        case "quote":
            return {"quote": block["quote"], "attribution": block["attribution"]}
        case "callout":
            return {"title": block["title"], "text": block["text"]}
        case "checklist":
            return {"title": block["title"], "points": list(_items(block["items"]))}
        case "questions":
            return list(_items(block["items"]))
        case "figures":
            return list(_items(figure(item) for item in block["items"]))
        case "fact_box":
            return {"title": block["title"], "text": f"<p>{escape(block['text'], quote=False)}</p>"}
        case "steps" | "timeline":
            entries = ({"text": "", **item} for item in block["items"])
            return {"title": block["title"], "entries": list(_items(entries))}
        case "partners":
            partners = dict(Partner.objects.values_list("slug", "pk"))
            keys = [partners[key] for key in block["keys"]]
            return {"title": block["title"], "entries": list(_items(keys))}
        case "button":
            page = CalendarPage.objects.get(locale__language_code=SOURCE)
            return {"label": block["label"], "page": page.pk, "url": "", "note": ""}
        case "events" | "threads":
            return {"title": block.get("title", ""), "limit": 3}
        case "kit":
            kit = key_of("kitpage", block["key"])
            return {
                "page": KitPage.objects.get(translation_key=kit, locale__language_code=SOURCE).pk
            }
        case "pledge":
            return {
                "promise": block["promise"],
                "details": block["details"],
                "givers": block["givers"],
                "milestones": [_block("item", number) for number in block["milestones"]],
            }
        case "chart":
            return _chart(block)
        case unknown:
            raise ValueError(f"The content holds a block of an unknown kind: {unknown}")


def _items(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    return (_block("item", value) for value in values)


def _block(kind: str, value: Any) -> dict[str, Any]:
    # wagtail-localize translates only blocks with an id.
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}
