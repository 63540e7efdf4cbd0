"""What another slug does, beside the field of the slug."""

from typing import Any

from wagtail.admin.panels import Panel
from wagtail.models import Page

# The front page of a language, whose address has no slug.
_FRONT_PAGE_DEPTH = 2


def has_address(page: Page) -> bool:
    """Return whether readers know an address of `page` that its slug is part of."""
    return bool(page.pk and page.live and page.depth > _FRONT_PAGE_DEPTH)


class SlugPanel(Panel):
    """Says where the old address will lead, and what has it: only published pages have one."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/slug_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and has_address(self.instance))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"page": self.instance}
