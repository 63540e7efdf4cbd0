"""The dialog for the times of a page, with what happens when the page expires."""

from typing import Any

from wagtail.admin.panels import Panel, PublishingPanel


class ExpiryPanel(Panel):
    """Says what expiry does to a page and all that depends on it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/expiry_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"page": self.instance}


class PublishingPanelWithExpiry(PublishingPanel):
    """Wagtail's panel with go-live and expiry times, followed by an `ExpiryPanel`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not any(isinstance(child, ExpiryPanel) for child in self.children):
            self.children.append(ExpiryPanel())
