"""Filters that the lists of the desk share."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget

from core.areas import all_areas
from core.themes import localized_themes
from events.models.occurrence_queryset import OccurrenceQuerySet


def theme_choices() -> list[tuple[int, str]]:
    """Return the themes in the user's language."""
    return [(theme.id, theme.name) for theme in localized_themes()]


def area_choices() -> list[tuple[int, str]]:
    """Return the areas."""
    return [(area.pk, area.name) for area in all_areas()]


def theme_filter(field: str) -> django_filters.ChoiceFilter:
    """Return the filter by theme."""
    return django_filters.ChoiceFilter(
        field_name=field, label=_("Theme"), choices=theme_choices, empty_label=_("All")
    )


def area_filter(field: str = "", *, method: str | None = None) -> django_filters.ChoiceFilter:
    """Return the filter by the area in `field`, or by a method of the filter set."""
    return django_filters.ChoiceFilter(
        field_name=field or None,
        method=method,
        label=_("Area"),
        choices=area_choices,
        empty_label=_("All"),
    )


def with_area(
    _filters: object, dates: OccurrenceQuerySet, _name: str, value: str
) -> OccurrenceQuerySet:
    """Filter dates by the area of their venue, as a method of a filter set."""
    return dates.in_area(int(value))


def choice_filter(label: object, choices: object, method: str) -> django_filters.ChoiceFilter:
    """Return a filter whose choices are shown as buttons."""
    return django_filters.ChoiceFilter(
        label=label,
        choices=choices,
        method=method,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )


def period_filter(field: str, label: object = _("Period")) -> django_filters.DateFromToRangeFilter:
    """Return the filter by a first and a last day."""
    return django_filters.DateFromToRangeFilter(
        field_name=field, label=label, widget=DateRangePickerWidget
    )
