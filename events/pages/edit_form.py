"""The editors' form of an event page: its tabs, and what it asks before it publishes."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

from events.models.details import ACCESS_FIELDS
from events.pages.panels import (
    EffectsPanel,
    HintsPanel,
    SeatsPanel,
    TimesPanel,
)

# The buttons that end in a published page: by oneself, or by whoever approves.
_SUBMITTING = ("action-submit", "action-restart-workflow")
# What the box of the panel is called that says what happens to those signed up.
SEEN = "seen_effects"


class EventPageForm(WagtailAdminPageForm):
    """Asks whoever publishes a change that people are told of whether they have seen what happens.

    It is asked of who publishes, schedules or submits for approval; not of who saves a draft. Who
    approves, and a page that goes live at its time, are not asked again: what happens then happens
    to those who stand on the lists then, and they get the same mails.
    """

    # `Effect`s, once there are some to be seen.
    effects: Sequence[Any] = ()
    plan = ""

    def _post_clean(self) -> None:
        """Look at the page as the form has it, once there is nothing else to mend."""
        super()._post_clean()
        if self.errors or not self.instance.pk or not self._publishes():
            return
        from events.scheduling import impact

        found = impact.of_publishing(self.instance)
        plan = impact.digest(found)
        if not found or self.data.get(SEEN) == plan:
            return
        self.effects, self.plan = found, plan
        self.add_error(
            None,
            _(
                "People are signed up for what you change. See at the top of the page what happens "
                "to them, tick that you have seen it, and publish again."
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
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldRowPanel([FieldPanel("is_all_day"), FieldPanel("has_open_end")]),
            FieldPanel("repeats"),
            FieldRowPanel([FieldPanel("repeat_count"), FieldPanel("repeat_until")]),
            TimesPanel(),
        ],
        heading=gettext_lazy("Time"),
    ),
    FieldPanel("body"),
    FieldPanel("tags"),
]

_PLACE = [
    MultiFieldPanel([FieldPanel("venue"), FieldPanel("address")], heading=gettext_lazy("Place")),
    MultiFieldPanel(
        [FieldPanel("is_online"), FieldPanel("online_url")], heading=gettext_lazy("Online")
    ),
    MultiFieldPanel(
        [FieldPanel("directions"), FieldPanel("welcome")],
        heading=gettext_lazy("For those who come for the first time"),
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel(name) for name in ACCESS_FIELDS])],
        heading=gettext_lazy("Accessibility of the venue"),
        help_text=gettext_lazy(
            "Say what you know. What is not known is not shown; a no is as useful as a yes."
        ),
    ),
    _collapsed(
        [FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])],
        gettext_lazy("Place on the map"),
        help_text=gettext_lazy(
            "Find the place on a map on the web, and copy the two numbers that it gives for it."
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
            "When all seats are taken, people can go on the waiting list. The hub offers them "
            "seats that become free, by itself."
        ),
    ),
    MultiFieldPanel(
        [FieldPanel("asks_names"), FieldPanel("questions"), FieldPanel("consent")],
        heading=gettext_lazy("What you ask"),
        help_text=gettext_lazy(
            "Ask for as little as you can. Never ask for a CPR number or about anybody's health."
        ),
    ),
    _collapsed(
        [FieldRowPanel([FieldPanel("newcomer_seats"), FieldPanel("newcomers_until_days")])],
        gettext_lazy("Seats kept for newcomers"),
    ),
    _collapsed([FieldPanel("reminder_hours"), FieldPanel("asks_feedback")], gettext_lazy("Mails")),
]

_CHANGES = [
    MultiFieldPanel(
        [FieldPanel("status"), FieldPanel("status_reason")],
        heading=gettext_lazy("Cancelled, postponed or moved online"),
        help_text=gettext_lazy(
            "This holds for every time to come. To change one time only, use the list below."
        ),
    ),
    SeatsPanel(),
]


def tabs(words: Sequence[Any], promotion: Sequence[Any], settings: Sequence[Any]) -> Any:
    """Return the form: the panels every page has for `words` and `promotion`, and an event's."""
    return TabbedInterface(
        [
            ObjectList(
                [EffectsPanel(), HintsPanel(), *words, *CONTENT], heading=gettext_lazy("Content")
            ),
            ObjectList(_PLACE, heading=gettext_lazy("Place")),
            ObjectList(_SIGN_UP, heading=gettext_lazy("Sign-up")),
            ObjectList(_CHANGES, heading=gettext_lazy("Cancel or change")),
            ObjectList(promotion, heading=gettext_lazy("Promote")),
            ObjectList(settings, heading=gettext_lazy("Settings")),
        ],
        base_form_class=EventPageForm,
    )
