"""Rendering a mail from its templates: subject, plain text and HTML, in one frame.

A mail has two templates, `<name>.subject.txt` and `<name>.txt` (or allauth's `<name>_subject.txt`
and `<name>_message.txt`). The second is rendered as text and as HTML; the tags in
`notifications.templatetags.mail` know the difference. The frame adds greeting and footer.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string, select_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core.site_settings import site_name
from notifications.delivery.greetings import name_of
from notifications.delivery.html_mail import as_blocks, as_html
from residents.models import User

_BLANK_LINES = re.compile(r"(?<![ \t])[ \t]*\n(?:[ \t]*\n){2,}")
# What mail programs show beside the subject.
_PREHEADER_CHARACTERS = 110


@dataclass(frozen=True)
class Body:
    """The part of a mail that its own templates make. `preheader` is shown beside the subject."""

    subject: str
    text: str
    html: SafeString
    preheader: str


def render_body(template: str, context: dict[str, Any], language: str) -> Body:
    """Render the templates of a mail in `language`."""
    with translation.override(language):
        subject = _render((f"{template}.subject.txt", f"{template}_subject.txt"), context)
        names = (f"{template}.txt", f"{template}_message.txt")
        text = _BLANK_LINES.sub("\n\n", _render(names, context)).strip()
        rendered = as_blocks(_BLANK_LINES.sub("\n\n", _render(names, context, is_html=True)))
    preheader = context.get("preheader") or _first_words(text)
    return Body(" ".join(subject.split()), text, rendered, preheader)


def body_of_text(subject: str, text: str) -> Body:
    """Return the body of a mail whose text is ready."""
    return Body(subject, text.strip(), as_html(text), _first_words(text))


def render_frame(
    body: Body, *, language: str, name: str, unsubscribe_url: str, unsubscribe_label: str
) -> tuple[str, str]:
    """Return the whole text and the whole HTML, greeting `name`."""
    with translation.override(language):
        context = {
            "subject": body.subject,
            "text": mark_safe(body.text),  # noqa: S308 – the text frame does not escape
            "body_html": body.html,
            "preheader": body.preheader,
            "greeting": _("Hi %(name)s,") % {"name": name} if name else _("Hello,"),
            "language": language,
            "site_name": site_name(),
            "base_url": settings.BASE_URL,
            "unsubscribe_url": unsubscribe_url,
            "unsubscribe_label": unsubscribe_label,
        }
        text = render_to_string("notifications/mail.txt", context).strip() + "\n"
        return text, render_to_string("notifications/mail.html", context)


def render_preview(
    template: str, context: dict[str, Any], *, language: str, reader: User, label: str
) -> str:
    """Return the HTML of a mail as `reader` would get it, with an unsubscribe link of no use."""
    _text, html = render_frame(
        render_body(template, context, language),
        language=language,
        name=name_of(reader),
        unsubscribe_url="#",
        unsubscribe_label=label,
    )
    return html


def _render(names: tuple[str, ...], context: dict[str, Any], *, is_html: bool = False) -> str:
    template = select_template(names).template
    values = {**context, "is_html": is_html}
    rendered: str = template.render(Context(values, autoescape=is_html))
    return rendered


def _first_words(text: str) -> str:
    """Return the beginning of the text, without addresses."""
    words = [word for word in text.split() if "://" not in word]
    return Truncator(" ".join(words)).chars(_PREHEADER_CHARACTERS)
