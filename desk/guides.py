"""The guides of the documentation as pages of the admin, in its menu of help."""

import functools
import itertools

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem

from residents.models import User

_FOLDER = settings.BASE_DIR / "docs"
_NAMES = {
    "editors": gettext_lazy("The guide for editors"),
    "organisers": gettext_lazy("The guide for organisers"),
    "moderators": gettext_lazy("The guide for moderators"),
}
_FOR_EDITORS = ("editors", "organisers")
_LANGUAGES = ("da", "en")


@require_safe
def show(request: HttpRequest, guide: str) -> HttpResponse:
    """Show a guide in the language of `?language=`, or of the reader; `Http404` if there is none.

    All who may enter the admin may read it.
    """
    if guide not in _NAMES:
        raise Http404
    language = request.GET.get("language") or (get_language() or "").partition("-")[0]
    if language not in _LANGUAGES:
        language = "en"
    context = {"title": _NAMES[guide], "language": language, "text": _as_html(guide, language)}
    return render(request, "desk/admin/guide.html", context)


@functools.cache
def _as_html(name: str, language: str) -> SafeString:
    """Return the guide without its title, which the page has as its own heading."""
    text = (_FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8")
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(text)[3:]
    for token, inline in itertools.pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(markdown, inline))
    for token in tokens:
        for part in token.children or ():
            if part.type == "link_open":
                part.attrSet("href", _address(str(part.attrGet("href"))))
    # The text is the project's own.
    return mark_safe(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S308


def _anchor(markdown: MarkdownIt, inline: Token) -> str:
    """Return the name of a heading, by which the guides link to it."""
    words = markdown.renderer.render(inline.children or [], markdown.options, {})
    return slugify(strip_tags(words), allow_unicode=True)


def _address(href: str) -> str:
    """Return the address in the admin of a link to another guide, and any other as it is."""
    document, hash_sign, anchor = href.partition("#")
    name, _dot, rest = document.partition(".")
    if name not in _NAMES or not rest.endswith(".md"):
        return href
    address = reverse("desk_guide", args=[name])
    return f"{address}?language={rest.removesuffix('.md')}{hash_sign}{anchor}"


class _GuideItem(MenuItem):
    def __init__(self, name: str, order: int) -> None:
        self._guide = name
        url = reverse("desk_guide", args=[name])
        super().__init__(_NAMES[name], url, f"guide-{name}", icon_name="help", order=order)

    def is_shown(self, request: HttpRequest) -> bool:
        if self._guide in _FOR_EDITORS:
            return user_has_any_page_permission(request.user)
        return isinstance(request.user, User) and request.user.has_perm("forum.moderate")


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Route the guides."""
    return [path("desk/guides/<str:guide>/", show, name="desk_guide")]


def _register_item(name: str, order: int) -> None:
    @hooks.register("register_help_menu_item")
    def item() -> MenuItem:
        return _GuideItem(name, order)


for _order, _name in enumerate(_NAMES):
    _register_item(_name, _order)
