"""Tags of mail templates, which are rendered twice: as plain text, and as HTML.

Autoescaping is on for the HTML and off for the text (`notifications.delivery.mail_rendering`), so
a tag sees by it what to return. In the HTML, a block that begins with a tag of its own stands as
it is; everything else becomes paragraphs.
"""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.text.markdown import plain_text, render_markdown
from notifications.delivery.html_mail import as_blocks, in_one_block

register = template.Library()


@register.simple_block_tag(takes_context=True)
def mail_button(context: Context, content: str, url: str) -> str:
    """Return the one action of the mail as a button, which Outlook draws, too."""
    label = content.strip()
    if not context.autoescape:
        return f"{label}:\n{url}"
    # A table, since Outlook for Windows knows neither padding nor corners of a link.
    return format_html(
        '<table role="presentation" border="0" cellpadding="0" cellspacing="0" class="mail__action"'
        ' style="margin:24px 0;border-collapse:separate"><tr>'
        '<td class="mail__button" align="center" bgcolor="#0d5361"'
        ' style="border-radius:12px;background:#0d5361;mso-padding-alt:13px 28px">'
        '<a class="mail__label" href="{}" style="display:inline-block;padding:13px 28px;'
        "border-radius:12px;color:#ffffff;font:bold 18px/26px Georgia,serif;"
        'text-decoration:none">{}</a></td></tr></table>',
        url,
        label,
    )


@register.simple_block_tag(takes_context=True)
def mail_link(context: Context, content: str, url: str) -> str:
    """Return a link beside the button. Its label says what it does."""
    label = content.strip()
    if not context.autoescape:
        return f"{label}:\n{url}"
    return format_html('<p class="mail__more"><a href="{}">{}</a></p>', url, label)


@register.simple_block_tag(takes_context=True)
def mail_heading(context: Context, content: str, url: str = "", language: str = "") -> str:
    """Return the heading of a block in `language`, as a link in the HTML."""
    label = content.strip()
    if not context.autoescape:
        return label
    linked = format_html('<a href="{}">{}</a>', url, label) if url else label
    # A block of its own: what follows is a paragraph.
    return format_html('<h2 class="mail__heading"{}>{}</h2>\n\n', _lang(language), linked)


@register.simple_block_tag(takes_context=True)
def mail_box(context: Context, content: str) -> str:
    """Return what belongs together, such as time and place, in a box."""
    if not context.autoescape:
        return content.strip()
    return in_one_block(
        format_html(
            '<div class="mail__box" style="margin:0 0 20px;padding:16px 18px 2px;'
            'border-radius:12px;background:#f5ecdd">{}</div>',
            as_blocks(content),
        )
    )


@register.simple_block_tag(takes_context=True)
def mail_quote(context: Context, content: str, language: str = "") -> str:
    """Return what somebody has written in `language`, marked as a quotation."""
    if not context.autoescape:
        return "\n".join(f"> {line}".rstrip() for line in content.strip().splitlines())
    return in_one_block(
        format_html(
            '<blockquote class="mail__quote"{} style="margin:0 0 20px;padding:2px 0 2px 16px;'
            'border-left:4px solid #c98a2b">{}</blockquote>',
            _lang(language),
            as_blocks(content),
        )
    )


@register.simple_tag(takes_context=True)
def mail_markdown(context: Context, text: str, language: str = "") -> str:
    """Return Markdown in `language` as HTML, or as text without its marks."""
    if not context.autoescape:
        return plain_text(text)
    html = mark_safe(render_markdown(text))  # noqa: S308 – sanitised
    return in_one_block(format_html("<div{}>{}</div>", _lang(language), html))


@register.simple_tag(takes_context=True)
def mail_code(context: Context, code: str) -> str:
    """Return a code to type or to show, large."""
    if not context.autoescape:
        return str(code)
    return format_html(
        '<p class="mail__code" style="margin:0 0 20px;font:bold 34px/1.3 Consolas,Menlo,monospace;'
        'letter-spacing:3px">{}</p>',
        code,
    )


@register.simple_tag(takes_context=True)
def mail_qr(context: Context) -> str:
    """Return the QR code of the mail, which is attached to its HTML; nothing in the text."""
    if not context.autoescape or not context.get("qr_src"):
        return ""
    return format_html(
        '<p><img src="{}" alt="{}" width="232" height="232"'
        ' style="display:block;width:232px;height:232px;background:#fff"></p>',
        context["qr_src"],
        context.get("qr_alt", ""),
    )


def _lang(language: str) -> SafeString:
    """Return the attribute that tells a screen reader the language; empty if it is not known."""
    return format_html(' lang="{}"', language) if language else SafeString("")
