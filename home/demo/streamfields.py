"""Convert blocks of the content to the JSON that a StreamField stores."""

import json
import uuid
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any

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
    """Return the value of a figure block; its prefix defaults to ""."""
    return {"prefix": "", **item}


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
        case unknown:
            raise ValueError(f"The content holds a block of an unknown kind: {unknown}")


def _items(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    return (_block("item", value) for value in values)


def _block(kind: str, value: Any) -> dict[str, Any]:
    # wagtail-localize translates only blocks with an id.
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}
