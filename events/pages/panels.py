"""Read-only panels in the editors' form of an event page."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

from events.display.formatting import format_dates
from events.display.waiting_counts import waiting_counts
from events.models.details import EventStatus
from events.pages.page_to_source import event_source
from events.recurrence import Repeats
from events.scheduling.planning import planned_times

# A series can have hundreds of occurrences.
FIRST_TIMES = 6
LISTED = 60


class _ReadOnlyPanel(Panel):
    """A panel without fields, shown when its template has anything to show."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.template_values())

        def template_values(self) -> Mapping[str, Any]:
            """Return the context of the template; empty if there is nothing to show."""
            raise NotImplementedError

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "page": self.instance,
                **self.template_values(),
            }


class SeatsPanel(_ReadOnlyPanel):
    """The upcoming occurrences with the seats taken, and links to change one of them."""

    class BoundPanel(_ReadOnlyPanel.BoundPanel):
        template_name = "events/admin/seats_panel.html"

        def template_values(self) -> Mapping[str, Any]:
            event = self.instance.event if self.instance.pk else None
            if event is None:
                return {}
            occurrences = list(event.occurrences.upcoming()[:LISTED])
            waiting = waiting_counts(occurrences)
            for occurrence in occurrences:
                occurrence.event = event
            return {
                "rows": [(each, format_dates(each), waiting.get(each.pk)) for each in occurrences]
            }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("Places taken"), **kwargs})


class TimesPanel(_ReadOnlyPanel):
    """The recurrence as it was saved last: as a sentence, and its first dates."""

    class BoundPanel(_ReadOnlyPanel.BoundPanel):
        template_name = "events/admin/times_panel.html"

        def template_values(self) -> Mapping[str, Any]:
            page = self.instance
            # After a form with errors, the page has only the values that could be read.
            invalid = {"starts_at", "ends_at", "repeats", "weekdays"}
            invalid |= {"repeat_count", "repeat_until"}
            if invalid & set(self.form.errors) or not page.starts_at:
                return {}
            if page.repeats not in Repeats.values:
                return {}
            if not (in_words := page.recurrence_in_words):
                return {}
            planned = islice(planned_times(event_source(page)), FIRST_TIMES + 1)
            times = [timezone.localtime(start) for start, _end in planned]
            return {
                "in_words": in_words,
                "first_times": times[:FIRST_TIMES],
                "has_more_times": len(times) > FIRST_TIMES,
            }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("How it repeats"), **kwargs})


class HintsPanel(_ReadOnlyPanel):
    """Hints at what may have been forgotten; they do not prevent publishing."""

    class BoundPanel(_ReadOnlyPanel.BoundPanel):
        template_name = "events/admin/hints_panel.html"

        def template_values(self) -> Mapping[str, Any]:
            hints = hints_for(self.instance) if self.instance.pk else []
            return {"hints": hints} if hints else {}


class ImpactPanel(_ReadOnlyPanel):
    """What publishing does to the people signed up, and a checkbox to confirm it was seen."""

    class BoundPanel(_ReadOnlyPanel.BoundPanel):
        template_name = "events/admin/impact_panel.html"

        def template_values(self) -> Mapping[str, Any]:
            impacts = getattr(self.form, "impacts", ())
            return {"impacts": impacts, "plan": self.form.plan} if impacts else {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"heading": gettext_lazy("What this means for people signed up"), **kwargs}
        )


def hints_for(page: Any) -> list[str]:
    """Return hints for the editor of the event page `page`, one sentence each."""
    online = page.is_online or page.status == EventStatus.MOVED_ONLINE
    hints = []
    if page.starts_at and not page.repeats and page.starts_at < timezone.now():
        hints.append(_("It has already started, so it is listed under past events."))
    if online and not page.online_url:
        hints.append(_("It takes place online, but there is no online address yet."))
    if page.online_url and not page.has_signup:
        hints.append(
            _(
                "Only people who are signed up can see the online address, and sign-up is "
                "turned off."
            )
        )
    if not (online or page.venue or page.address):
        hints.append(
            _("Nobody can see where it takes place. The venue and the address are missing.")
        )
    if page.capacity and page.max_party_size and page.max_party_size > page.capacity:
        hints.append(_("One person can sign up more people than there are places."))
    if page.capacity and page.newcomer_seats == page.capacity:
        hints.append(_("All places are kept for newcomers. Everyone else has to wait."))
    if not page.has_signup and len(page.questions):
        hints.append(_("There are questions, but sign-up is turned off."))
    return hints
