"""Blocks with the events and the threads that belong to a campaign."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from campaigns import connections
from core.blocks import base
from core.blocks.base import ContentBlock
from core.themes import localized_themes

_MOST = 12
_PICKED = 3


class ConnectedBlock(ContentBlock):
    """A list that fills itself, as long as there is something to list."""

    needs_page = True
    kind: ClassVar[str]

    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    limit = blocks.IntegerBlock(
        label=_("At most"), default=_PICKED, min_value=1, max_value=_MOST, required=False
    )

    class Meta:
        label_format = "{title}"

    def render(self, value: Any, context: dict[str, Any] | None = None) -> str:
        return super().render(value, context) if self._found(value, context or {}) else ""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        found = self._found(value, parent_context or {})
        return {**context, "items": found, "themes": localized_themes()}

    def _found(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """Return the rows of the list. All blocks of a page share one look-up."""
        page = context.get("page")
        # The picker of blocks has no page, and shows what is there.
        shared = vars(page).setdefault("_connected", {}) if page is not None else {}
        if self.kind not in shared:
            shared[self.kind] = connections.find(self.kind, page, context.get("request"), _MOST)
        limit = min(max(value.get("limit") or _PICKED, 1), _MOST)
        return list(shared[self.kind][:limit])


class EventsBlock(ConnectedBlock):
    kind = connections.EVENTS

    class Meta:
        icon = "calendar-alt"
        group = base.SITE
        label = _("Events of this campaign")
        description = _("The next events that share a tag with this campaign. Fills itself.")
        template = "campaigns/blocks/events.html"
        preview_value = {"title": "", "limit": _PICKED}


class ThreadsBlock(ConnectedBlock):
    kind = connections.THREADS

    class Meta:
        icon = "comment"
        group = base.SITE
        label = _("Threads about this")
        description = _(
            "The latest threads with a tag of this campaign, then on its theme. Fills itself."
        )
        template = "campaigns/blocks/threads.html"
        preview_value = {"title": "", "limit": _PICKED}
