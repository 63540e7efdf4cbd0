"""Slugs in Wagtail's admin: ASCII everywhere, and none that a route of the hub hides."""

from typing import Any

from django.db import models
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.admin.widgets import SlugInput

from core import reserved_slugs
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

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        if reserved_slugs.is_hidden(cleaned.get("new_slug", ""), parent):
            self.add_error("new_slug", reserved_slugs.MESSAGE)
        return cleaned


class PageForm(WagtailAdminPageForm):
    """Refuses a slug beside its field; a new page does not know its parent yet."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.instance.path and reserved_slugs.is_hidden(
            cleaned.get("slug", ""), self.parent_page
        ):
            self.add_error("slug", reserved_slugs.MESSAGE)
        return cleaned


def register() -> None:
    """Use the widget for every slug in Wagtail's forms."""
    register_form_field_override(models.SlugField, override={"widget": AsciiSlugInput})
