"""Reads a mail: who sent it to whom, whether a person typed it, and the text. Never fails."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from django.conf import settings

from core.text.normalization import email_key
from forum import reply_addresses
from forum.by_mail.html_text import text_of_html
from forum.by_mail.quotations import MAX_CHARACTERS, own_text

# Larger mails are not read to the end. A mail with some photographs fits.
MAX_BYTES = 10 * 1024**2
# More parts, and parts deeper inside others, are not looked at.
_MAX_PARTS = 100
_MAX_HEADER = 2_000
# Headers that name the address to which the mail server delivers. They come before the others.
_DELIVERED_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_RECIPIENTS = (*_DELIVERED_TO, "To", "Cc")
_ROBOTS = re.compile(r"(mailer-daemon|postmaster|no-?reply|noreply|bounces?)\b", re.IGNORECASE)
# The subjects of Outlook’s automatic replies, which do not always say so in a header.
_AUTOMATIC_SUBJECT = re.compile(
    r"(Automatisk svar|Autosvar|Automatic reply|Auto-?reply|Out of office|Ikke til stede"
    r"|Fraværsbesked|Ikke på kontoret|Undeliverable|Delivery Status Notification"
    r"|Kan ikke leveres|Returned mail)\s*:",
    re.IGNORECASE,
)
# Parts that mail programs add by themselves.
_NO_ATTACHMENTS = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/ms-tnef",
}


@dataclass
class IncomingMail:
    """What the hub reads of a mail. `text` is what its writer typed."""

    message_id: str
    # In small letters; "" if there is not exactly one.
    sender: str
    recipients: list[str]
    subject: str
    is_automatic: bool
    text: str = ""
    has_attachments: bool = False
    is_too_big: bool = False
    # Identifies a mail without a Message-ID.
    digest: str = field(default="", repr=False)

    @property
    def identity(self) -> str:
        return self.message_id or self.digest


def read(raw: bytes, *, envelope_sender: str | None = None) -> IncomingMail:
    """Read a mail. `envelope_sender` is empty for a bounce, and None if it is not known."""
    is_too_big = len(raw) > MAX_BYTES
    raw = raw[:MAX_BYTES].removeprefix(b"\xef\xbb\xbf")
    if raw.startswith(b"From "):
        # Some mail servers put the line of the mbox format before it.
        raw = raw.partition(b"\n")[2]
    message = _parsed(raw)
    mail = IncomingMail(
        message_id=" ".join(_header(message, "Message-ID").split()),
        sender=_sender(message),
        recipients=_recipients(message),
        subject=" ".join(_header(message, "Subject").split()),
        is_automatic=_is_automatic(message, envelope_sender),
        is_too_big=is_too_big,
    )
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in texts and not _is_attachment(part):
            texts[kind].append(_text(part))
        elif _is_attachment(part) and kind not in _NO_ATTACHMENTS:
            mail.has_attachments = True
    plain = "\n\n".join(text for text in texts["text/plain"] if text.strip())
    html = "" if plain else "\n\n".join(text_of_html(each) for each in texts["text/html"])
    mail.text = own_text(plain or html)
    stable = f"{mail.sender}\n{_header(message, 'Date')}\n{mail.subject}\n{plain or html}"
    mail.digest = hashlib.sha256(stable.encode("utf-8", "replace")).hexdigest()
    return mail


def _parsed(raw: bytes) -> Message:
    try:
        return message_from_bytes(raw, policy=policy.compat32)
    except Exception:  # thousands of parts inside each other exceed the stack
        end = re.search(rb"\r?\n\r?\n", raw)
        return message_from_bytes(raw[: end.start() if end else 0], policy=policy.compat32)


def _headers(message: Message, name: str) -> list[str]:
    """Return the values of the headers of that name, not decoded; letters outside ASCII as typed.

    `Message.get` would replace them with question marks.
    """
    values = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
    as_bytes = [value[:_MAX_HEADER].encode("utf-8", "surrogateescape") for value in values]
    return [_decode_bytes(value, "utf-8") for value in as_bytes]


def _header(message: Message, name: str) -> str:
    """Return the decoded value of the first header of that name; "" if there is none."""
    value = next(iter(_headers(message, name)), "")
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except Exception:  # broken Base64 raises several kinds
        return value
    return "".join(
        _decode_bytes(piece, charset) if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )


def _decode_bytes(data: bytes, charset: str | None) -> str:
    """Decode with the named charset, if Python knows it and it fits, else as UTF-8 or Latin."""
    for name in (charset or "utf-8", "utf-8", "windows-1252"):
        try:
            return data.decode(name)
        except (LookupError, ValueError, UnicodeError):
            continue
    return data.decode("latin-1")


def _sender(message: Message) -> str:
    """Return the address of the writer, or "" if the header names none or several."""
    headers = _headers(message, "From")
    if len(headers) != 1:
        return ""
    try:
        found = getaddresses(headers)
    except RecursionError:  # thousands of parentheses
        return ""
    addresses = [address for _name, address in found if address]
    if len(addresses) != 1 or "@" not in addresses[0]:
        return ""
    try:
        return email_key(addresses[0])
    except ValueError:
        return ""


def _recipients(message: Message) -> list[str]:
    values = [value for name in _RECIPIENTS for value in _headers(message, name)[:5]]
    # Not `getaddresses`: one broken address would hide the others.
    pattern = reply_addresses.pattern()
    found = [match[0].lower() for value in values for match in pattern.finditer(value)]
    return list(dict.fromkeys(found))


def _is_automatic(message: Message, envelope_sender: str | None) -> bool:
    """Whether no person typed the mail, or it went to many. (RFC 3834, § 2)"""
    # Postfix writes MAILER-DAEMON for an empty sender, unless it is told otherwise.
    if envelope_sender is not None and envelope_sender.strip("<> ") in {"", "MAILER-DAEMON"}:
        return True
    if envelope_sender is None and "<>" in _headers(message, "Return-Path"):
        return True
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in {"", "no"}:
        return True
    if _header(message, "Precedence").strip().lower() in {"bulk", "junk", "list", "auto_reply"}:
        return True
    marks = ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Autoresponse")
    if any(name in message for name in (*marks, "X-Loop", "X-Failed-Recipients")):
        return True
    if message.get_content_type() in {"multipart/report", "message/delivery-status"}:
        return True
    sender = _sender(message)
    if _ROBOTS.match(sender) or sender == settings.MAIL_REPLIES or _is_own(sender):
        return True
    return bool(_AUTOMATIC_SUBJECT.match(_header(message, "Subject").strip()))


def _is_own(sender: str) -> bool:
    """Whether the mail comes from us: what we send shall not come back as a post."""
    own = getaddresses([settings.DEFAULT_FROM_EMAIL])[0][1].lower()
    return sender == own or reply_addresses.pattern().fullmatch(sender) is not None


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that are no containers, at most `_MAX_PARTS`; none of a forwarded mail."""
    waiting, count = [message], 0
    while waiting and count < _MAX_PARTS:
        part = waiting.pop()
        count += 1
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += reversed(
                [each for each in payload[:_MAX_PARTS] if isinstance(each, Message)]
            )
        else:
            yield part


def _is_attachment(part: Message) -> bool:
    """Whether its sender has attached it; a picture inside the text is none."""
    if part.get_content_maintype() == "message":
        return True
    disposition = str(part.get("Content-Disposition", "")).partition(";")[0].strip().lower()
    if disposition == "attachment":
        return True
    is_text = part.get_content_maintype() == "text"
    return not is_text and disposition != "inline" and "Content-ID" not in part


def _text(part: Message) -> str:
    """Return the text of a part, whatever its charset."""
    try:
        data = part.get_payload(decode=True)
    except Exception:  # a broken transfer encoding
        data = None
    if not isinstance(data, bytes):
        return ""
    # A character has four bytes at most; HTML may be longer than the text in it.
    limit = 8 * MAX_CHARACTERS
    try:
        charset = part.get_content_charset()
    except Exception:  # an encoded name of an unknown charset
        charset = None
    text = _decode_bytes(data[:limit], charset or "utf-8")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = _unflowed(text, is_delsp=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _unflowed(text: str, *, is_delsp: bool) -> str:
    """Join the lines that a mail program has wrapped: those that end with a space. (RFC 3676)"""
    lines: list[str] = []
    is_open = False
    for line in text.replace("\r\n", "\n").split("\n"):
        is_quoted = line.startswith(">")
        # Lines that begin with a space, > or "From " are stuffed with one more.
        content = line[1:] if line.startswith(" ") else line
        if is_open and not is_quoted and line != "-- ":
            lines[-1] += content
        else:
            lines.append(content)
        is_open = content.endswith(" ") and content != "-- " and not is_quoted
        if is_open and is_delsp:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
