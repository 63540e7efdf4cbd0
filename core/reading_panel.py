"""A hint in the page editor: how hard the text is to read."""

from typing import Any

from wagtail.admin.panels import Panel

from core.text.lix import reading_of


class ReadingPanel(Panel):
    """Says the LIX of what was saved last. It has no field, and refuses nothing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/reading_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> Any:
            context = super().get_context_data(parent_context)
            page = self.instance
            # The texts that the search counts to the subject of a page, too.
            texts = [page.summary, getattr(page, "intro", ""), *page.mentioning_texts()]
            return {**context, "reading": reading_of(texts)}
