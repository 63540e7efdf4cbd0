"""The filters of the list of dates."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from desk.filters import area_filter, choice_filter, period_filter, theme_filter, with_area
from events.models import Occurrence, SignUp
from events.models.details import EventStatus

FULL, FREE, WAITING = "full", "free", "waiting"


class DateFilterSet(WagtailFilterSet):
    """Filters of dates of events."""

    theme = theme_filter("event__theme")
    area = area_filter(method="with_area")
    with_area = with_area
    status = choice_filter(_("Status"), EventStatus.choices, "with_status")
    seats = choice_filter(
        _("Places"),
        [
            (FULL, _("All taken")),
            (FREE, _("Some free")),
            (WAITING, _("Somebody is waiting")),
        ],
        "with_seats",
    )
    starts_at = period_filter("starts_at")

    class Meta:
        model = Occurrence
        fields: tuple[str, ...] = ()

    def with_status(
        self, dates: "QuerySet[Occurrence]", name: str, value: str
    ) -> "QuerySet[Occurrence]":
        return dates.filter(status=value)

    def with_seats(
        self, dates: "QuerySet[Occurrence]", name: str, value: str
    ) -> "QuerySet[Occurrence]":
        if value == WAITING:
            waiting = SignUp.objects.waiting().order_by().values("occurrence")
            return dates.filter(pk__in=waiting)
        if value == FULL:
            return dates.filter(event__has_signup=True, taken__gte=F("capacity"))
        return dates.exclude(event__has_signup=True, taken__gte=F("capacity"))
