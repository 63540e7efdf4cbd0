"""Show how a text will look before it is posted. A preview writes nothing."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.safestring import SafeString, mark_safe

from core.rate_limits import PREVIEW
from core.text.markdown import render_markdown
from forum.models import Post


@dataclass(frozen=True, slots=True)
class Preview:
    """What a request wants of a writing form.

    For a preview, `data` is None, so that the form posts nothing and complains of nothing, and
    `typed` are the initial values with which it keeps what was typed.
    """

    data: QueryDict | None = None
    html: SafeString | None = None
    typed: dict[str, Any] = field(default_factory=dict)


def shows_previews(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the rate limits count the previews of `view` apart from what it writes."""

    @functools.wraps(view)
    def previewing_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    previewing_view.shows_previews = True  # type: ignore[attr-defined]
    return previewing_view


def read(
    request: HttpRequest,
    form_class: type[forms.Form],
    *,
    post: Post | None = None,
    text: Callable[[QueryDict], str] | None = None,
) -> Preview:
    """Return what `request` wants of the form. `post`, perhaps unsaved, is where the text goes.

    `text` makes the text of the fields, where it is not one field.

    A text that could not be posted has no preview: the form shows its errors.
    """
    if request.method != "POST":
        return Preview()
    if PREVIEW not in request.POST:
        return Preview(data=request.POST)
    try:
        clean = form_class.base_fields["body"].clean
        body = text(request.POST) if text else clean(request.POST.get("body"))
    except ValidationError:
        # The form is not valid either, so it posts nothing.
        return Preview(data=request.POST)
    # Sanitised by the renderer.
    html = mark_safe(post.render(body) if post else render_markdown(body))  # noqa: S308
    return Preview(html=html, typed=request.POST.dict())
