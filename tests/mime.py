"""The MIME structure of a mail, and the rules that every mail of the hub follows."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from notifications.delivery import worker
from notifications.models import OutboxMessage


def received(message: OutboxMessage) -> EmailMessage:
    """Return `message` as a mail program parses it."""
    data = worker.as_email(message).message().as_bytes(linesep="\r\n")
    return message_from_bytes(data, policy=policy.default)  # type: ignore[return-value]


def tree(part: EmailMessage) -> Any:
    """Return the types of the parts: a text, or a type with the list of its parts."""
    kind = part.get_content_type()
    return (kind, [tree(inner) for inner in part.iter_parts()]) if part.is_multipart() else kind  # type: ignore[arg-type]


def check(mail: EmailMessage) -> None:
    """Assert what holds for every mail, whatever is in it."""
    parts = list(mail.walk())
    assert not any(part.defects for part in parts)
    assert all(len(list(part.iter_parts())) > 1 for part in parts if part.is_multipart())
    # The text comes first: the last alternative is the best. (RFC 2046, § 5.1.4)
    leaves = [part for part in parts if not part.is_multipart()]
    assert [part.get_content_type() for part in leaves[:2]] == ["text/plain", "text/html"]
    assert all(part.get_content_charset() == "utf-8" for part in leaves if _is_text(part))
    text, html = leaves[0].get_content(), leaves[1].get_content()
    assert text.strip()
    assert html.lstrip().startswith("<!doctype html>")
    # Every image of the HTML is in the same `related`, and every image is in the HTML.
    images = {part["Content-ID"] for part in parts if part.get_content_maintype() == "image"}
    assert images == {f"<{name}>" for name in re.findall(r'src="cid:([^"]+)"', html)}
    for related in (part for part in parts if part.get_content_type() == "multipart/related"):
        assert related.get_param("type") == "text/html"
        inside = {part["Content-ID"] for part in related.iter_parts()} - {None}
        assert inside == images
    assert bool(images) == any(part.get_content_type() == "multipart/related" for part in parts)
    # What is left beside the alternatives is a file to keep.
    if mail.get_content_type() == "multipart/mixed":
        body, *files = mail.iter_parts()
        assert body.get_content_type() == "multipart/alternative"
        assert all(part.get_content_disposition() == "attachment" for part in files)
        assert all(part.get_filename() for part in files)


def _is_text(part: EmailMessage) -> bool:
    return part.get_content_maintype() == "text"
