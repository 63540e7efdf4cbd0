"""What the editors' form of an event page shows beside its fields. Read-only, all of it."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

# A series may have hundreds.
FIRST_TIMES = 6
LISTED = 60


class _Shown(Panel):
    """A panel of words, which a template shows when there are some."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page's form."""

        def is_shown(self) -> bool:
            """Whether there is anything to say."""
            return bool(self.words())

        def words(self) -> Mapping[str, Any]:
            """Return what the template shows; nothing, if there is nothing to say."""
            raise NotImplementedError

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            """Add the words."""
            return {
                **super().get_context_data(parent_context),
                "page": self.instance,
                **self.words(),
            }


class SeatsPanel(_Shown):
    """How many seats are taken at each time from now on, and the ways to change one of them.

    Seats are taken by signing up, and a capacity below what is taken keeps them.
    """

    class BoundPanel(_Shown.BoundPanel):
        """The panel of one page's form."""

        template_name = "events/admin/seats_panel.html"

        def words(self) -> Mapping[str, Any]:
            """The occurrences, each with who stands on its list; none before publishing."""
            from events.display.list_items import when_in_words
            from events.scheduling.impact import people_affected

            event = self.instance.event if self.instance.pk else None
            if event is None:
                return {}
            occurrences = list(event.occurrences.upcoming()[:LISTED])
            lists = people_affected(occurrences)
            for occurrence in occurrences:
                occurrence.event = event
            return {
                "rows": [(each, when_in_words(each), lists.get(each.pk)) for each in occurrences]
            }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("Seats taken"), **kwargs})


class TimesPanel(_Shown):
    """When it takes place, as the fields above were saved: in words, and the first dates."""

    class BoundPanel(_Shown.BoundPanel):
        """The panel of one page's form."""

        template_name = "events/admin/times_panel.html"

        def words(self) -> Mapping[str, Any]:
            """How it repeats, and the first times; nothing while a field is to be mended."""
            from events import recurrence
            from events.pages.models import EventPage
            from events.scheduling import publishing

            page = self.instance
            # Of a form that was sent back, the page has what could be read of it.
            broken = {"starts_at", "ends_at", "repeats", "repeat_count", "repeat_until"}
            if broken & set(self.form.errors) or not page.starts_at:
                return {}
            if page.repeats not in EventPage.Repeats.values:
                return {}
            if not (in_words := recurrence.in_words(page)):
                return {}
            return {
                "in_words": in_words,
                "first_times": [
                    timezone.localtime(start)
                    for start, _end in islice(publishing.times_of(page), FIRST_TIMES)
                ],
            }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("So it takes place"), **kwargs})


class HintsPanel(_Shown):
    """What may have been forgotten. Nothing of it keeps anybody from publishing."""

    class BoundPanel(_Shown.BoundPanel):
        """The panel of one page's form."""

        template_name = "events/admin/hints_panel.html"

        def words(self) -> Mapping[str, Any]:
            """The hints; none for a page that is new."""
            hints = hints_for(self.instance) if self.instance.pk else []
            return {"hints": hints} if hints else {}


class EffectsPanel(_Shown):
    """What publishing does to those signed up, and a box to tick once that has been read."""

    class BoundPanel(_Shown.BoundPanel):
        """The panel of one page's form."""

        template_name = "events/admin/effects_panel.html"

        def words(self) -> Mapping[str, Any]:
            """The effects, once the form has been sent back because of them."""
            effects = getattr(self.form, "effects", ())
            return {"effects": effects, "plan": self.form.plan} if effects else {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("This happens to those signed up"), **kwargs})


def hints_for(page: Any) -> list[str]:
    """Return what an editor may want to know of the event page as it is, in plain words."""
    from events.models.details import EventStatus

    online = page.is_online or page.status == EventStatus.MOVED_ONLINE
    hints = []
    if page.starts_at and not page.repeats and page.starts_at < timezone.now():
        hints.append(_("It has begun already: it is in the calendar among what has been."))
    if online and not page.online_url:
        hints.append(_("It takes place online, and there is no online address yet."))
    if page.online_url and not page.has_signup:
        hints.append(
            _("Only those signed up are shown the online address, and nobody can sign up.")
        )
    if not (online or page.venue or page.address):
        hints.append(_("Nobody can see where it takes place: there is neither venue nor address."))
    if page.capacity and page.max_party_size and page.max_party_size > page.capacity:
        hints.append(_("One person can sign up more people than there are seats."))
    if page.capacity and page.newcomer_seats == page.capacity:
        hints.append(_("All seats are kept for newcomers. Others have to wait."))
    if not page.has_signup and len(page.questions):
        hints.append(_("There are questions, but nobody can sign up."))
    return hints
