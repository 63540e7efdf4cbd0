"""What has changed about an occurrence, for the mail to the people on its list."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.display.date_ranges import DateRange
from events.display.formatting import date_range, format_location
from events.models import Occurrence
from events.models.details import EventStatus


@dataclass(frozen=True, slots=True)
class Change:
    """The state before a change: the status and times that it replaced, or None for the same."""

    was: str = ""
    times: DateRange | None = None
    venue_changed: bool = False

    def has_moved(self, occurrence: Occurrence) -> bool:
        """Whether `occurrence` has other times now."""
        return self.times is not None and self.times != date_range(occurrence)

    def subject_of(self, occurrence: Occurrence) -> str:
        """Return what the subject names: "online", "time" or "place"; "" for several."""
        named = [
            name
            for name, is_changed in {
                "online": self._is_moved_online(occurrence),
                "time": self.has_moved(occurrence),
                "place": self.venue_changed,
            }.items()
            if is_changed
        ]
        return named[0] if len(named) == 1 else ""

    def describe(self, occurrence: Occurrence) -> list[str]:
        """Return a sentence for each thing that has changed, in the active language."""
        sentences = []
        if self.times is not None and self.has_moved(occurrence):
            sentences.append(_describe_times(self.times, date_range(occurrence)))
        if self._is_moved_online(occurrence):
            sentences.append(_("It takes place online now."))
        elif self.venue_changed:
            place = format_location(occurrence)
            new_place = _("New venue: %(place)s.") % {"place": place}
            sentences.append(new_place if place else _("The venue has changed."))
        return sentences

    def _is_moved_online(self, occurrence: Occurrence) -> bool:
        return bool(self.was) and occurrence.status == EventStatus.MOVED_ONLINE


def _describe_times(old: DateRange, new: DateRange) -> str:
    """Return the move as a sentence; with the hours alone if the day is the same."""
    days = (old.first_day, old.last_day) == (new.first_day, new.last_day)
    if not days or new.is_all_day or old.is_all_day:
        return _("Moved from %(old)s to %(new)s.") % {"old": old.in_words, "new": new.in_words}
    if old.starts_at == new.starts_at:
        ends = {"old": _hour(old.ends_at), "new": _hour(new.ends_at)}
        return _("It ends at %(new)s instead of %(old)s.") % ends
    starts = {"old": _hour(old.starts_at), "new": _hour(new.starts_at)}
    return _("Moved from %(old)s to %(new)s.") % starts


def _hour(moment: datetime.datetime) -> str:
    return date_format(timezone.localtime(moment), "TIME_FORMAT")
