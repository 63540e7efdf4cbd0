"""What the editors' form of an event page shows beside its fields."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class SeatsPanel(Panel):
    """How many seats are taken at each time from now on, and a way to who has signed up.

    Read-only: seats are taken by signing up, and a capacity below what is taken keeps them.
    """

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page's form."""

        template_name = "events/admin/seats_panel.html"

        def is_shown(self) -> bool:
            """Whether there is anything to say: not before the page is first published."""
            return bool(self.instance.pk and self.instance.event)

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            """Add the occurrences, each with how many parties hold its seats."""
            from events.models import SignUp

            holding = Count("signups", filter=Q(signups__status__in=SignUp.HOLDING))
            return {
                **super().get_context_data(parent_context),
                "page": self.instance,
                "occurrences": self.instance.event.occurrences.upcoming().annotate(
                    party_count=holding
                )[:60],
            }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Seats taken"), **kwargs})
