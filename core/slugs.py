"""Slugs in Wagtail's admin: the browser and the server make the same one from a title."""

from typing import Any

from django.db import models
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.widgets import SlugInput

from core.text.normalization import slug_formatters


class AsciiSlugInput(SlugInput):
    """Proposes “laas-doeren” for “Lås døren” in every language of the admin."""

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(attrs, formatters=slug_formatters(), **kwargs)


class AsciiCopyForm(CopyForm):
    """Copies a page to a slug in ASCII."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_slug"].widget = AsciiSlugInput(locale=self.page.locale)


def register() -> None:
    """Use the widget for every slug in Wagtail's forms."""
    register_form_field_override(models.SlugField, override={"widget": AsciiSlugInput})
