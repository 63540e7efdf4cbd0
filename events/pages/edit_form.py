"""The editors' form of an event page: its tabs, and the confirmation before publishing."""

import copy
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

from core.dates import require_time
from core.models.page_parts import contact_panel
from core.slugs import PageForm
from core.theme_limits import allowed_themes
from events import recurrence
from events.models.details import ACCESS_FIELDS
from events.pages.page_to_source import impacts_of_publishing
from events.pages.panels import (
    HintsPanel,
    ImpactPanel,
    SeatsPanel,
    TimesPanel,
)
from events.scheduling.impact import Impact, digest

# The buttons that lead to a published page, at once or after approval.
_SUBMITTING = ("action-submit", "action-restart-workflow")
_TIMES = ("starts_at", "ends_at")
# Name of the checkbox in `ImpactPanel`.
SEEN = "seen_impact"


class WeekdaysField(forms.MultipleChoiceField):
    """Boxes for the weekdays; its value is their codes with commas between, in the week's order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=list(recurrence.WEEKDAYS.items()), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        chosen = super().clean(value)
        return ",".join(day for day in recurrence.WEEKDAYS if day in chosen)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or ""), data)


class EventPageForm(PageForm):
    """Makes editors see what a change does to the people signed up before they publish it.

    Publishing, scheduling and submitting for approval ask for it; saving a draft does not. Approval
    and the scheduled publication do not ask again: they affect the people signed up at that time.
    """

    weekdays = WeekdaysField(
        label=gettext_lazy("Weekdays"),
        required=False,
        help_text=gettext_lazy(
            "For events every week or every other week on several weekdays. Choose none for the "
            "weekday of the first date."
        ),
    )

    # Filled when publishing was refused because the editor has not seen them.
    impacts: Sequence[Impact] = ()
    plan = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.parent_page
        themes = None if parent is None else allowed_themes(self.for_user, parent)
        if themes is not None and "theme" in self.fields:
            # An approver sees the page of another theme.
            kept = {*themes, self.instance.theme_id}
            field = self.fields["theme"]
            field.queryset = field.queryset.filter(pk__in=kept)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not cleaned.get("is_all_day"):
            message = _("Add the time, such as 19:00. If only the date matters, tick “All day”.")
            require_time(self, _TIMES, message)
        return cleaned

    def _post_clean(self) -> None:
        unread = {name: copy.copy(self.errors[name]) for name in _TIMES if name in self.errors}
        super()._post_clean()
        if unread:
            # The model has compared the times of the saved page.
            for name in _TIMES:
                self.errors.pop(name, None)
            self.errors.update(unread)
        if self.errors or not self.instance.pk or not self._publishes():
            return
        impacts = impacts_of_publishing(self.instance)
        plan = digest(impacts)
        if not impacts or self.data.get(SEEN) == plan:
            return
        self.impacts, self.plan = impacts, plan
        self.add_error(
            None,
            _(
                "People are signed up for what you are changing. See at the top of the page "
                "what it means for them, tick the box, and publish again."
            ),
        )

    def _publishes(self) -> bool:
        if "action-publish" in self.data:
            return bool(self.instance.permissions_for_user(self.for_user).can_publish())
        return any(name in self.data for name in _SUBMITTING)


def _collapsed(panels: Sequence[Any], heading: Any, **more: Any) -> MultiFieldPanel:
    return MultiFieldPanel(panels, heading=heading, classname="collapsed", **more)


CONTENT = [
    FieldRowPanel([FieldPanel("theme"), FieldPanel("kind")]),
    FieldRowPanel([FieldPanel("area"), FieldPanel("organiser")]),
    FieldPanel(
        "picture",
        help_text=gettext_lazy("Shown at the top and on posters. Without one: the theme’s."),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldPanel("is_all_day"),
            FieldPanel("repeats"),
            FieldPanel("weekdays"),
            FieldRowPanel([FieldPanel("repeat_count"), FieldPanel("repeat_until")]),
            TimesPanel(),
        ],
        heading=gettext_lazy("Time"),
    ),
    FieldPanel("price"),
    FieldPanel("body"),
    contact_panel(),
    FieldPanel("tags"),
]

_PLACE = [
    MultiFieldPanel([FieldPanel("venue"), FieldPanel("address")], heading=gettext_lazy("Location")),
    MultiFieldPanel(
        [FieldPanel("is_online"), FieldPanel("online_url")], heading=gettext_lazy("Online")
    ),
    MultiFieldPanel(
        [FieldPanel("directions"), FieldPanel("welcome")],
        heading=gettext_lazy("For people coming for the first time"),
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel(name) for name in ACCESS_FIELDS])],
        heading=gettext_lazy("Accessibility at the venue"),
        help_text=gettext_lazy(
            "Tell people what you know. We do not show what you leave as “not known”. A no "
            "is as useful as a yes."
        ),
    ),
    _collapsed(
        [FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])],
        gettext_lazy("Location on the map"),
        help_text=gettext_lazy(
            "Find the venue on an online map, copy its position or the link to it, and paste it "
            "into one of the fields. Both are filled."
        ),
    ),
]

_SIGN_UP = [
    MultiFieldPanel(
        [
            FieldPanel("has_signup"),
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("max_party_size")]),
            FieldRowPanel([FieldPanel("opens_days_before"), FieldPanel("closes_hours_before")]),
        ],
        heading=gettext_lazy("Sign-up"),
        help_text=gettext_lazy(
            "When all places are taken, people can join the waiting list. Places that "
            "become free are offered to them automatically."
        ),
    ),
    MultiFieldPanel(
        [FieldPanel("asks_names"), FieldPanel("questions"), FieldPanel("consent")],
        heading=gettext_lazy("Your questions"),
        help_text=gettext_lazy(
            "Ask for as little as you can. Never ask for a CPR number or about anyone’s health."
        ),
    ),
    _collapsed(
        [FieldRowPanel([FieldPanel("newcomer_seats"), FieldPanel("newcomers_until_days")])],
        gettext_lazy("Places kept for newcomers"),
    ),
    _collapsed([FieldPanel("reminder_hours"), FieldPanel("asks_feedback")], gettext_lazy("Emails")),
]

_CHANGES = [
    MultiFieldPanel(
        [FieldPanel("status"), FieldPanel("status_reason")],
        heading=gettext_lazy("Cancelled, postponed or moved online"),
        help_text=gettext_lazy(
            "This applies to all coming dates. To change just one date of a published event, press "
            "“Change just one date” below."
        ),
    ),
    SeatsPanel(),
]


def tabs(words: Sequence[Any], promotion: Sequence[Any], settings: Sequence[Any]) -> Any:
    """Return the tabs of the form: the panels that every page has, and those of events."""
    return TabbedInterface(
        [
            ObjectList(
                [ImpactPanel(), HintsPanel(), *words, *CONTENT], heading=gettext_lazy("Content")
            ),
            ObjectList(_PLACE, heading=gettext_lazy("Location")),
            ObjectList(_SIGN_UP, heading=gettext_lazy("Sign-up")),
            ObjectList(_CHANGES, heading=gettext_lazy("Cancel or change")),
            ObjectList(promotion, heading=gettext_lazy("Promote")),
            ObjectList(settings, heading=gettext_lazy("Settings")),
        ],
        base_form_class=EventPageForm,
    )
