"""The first steps of a new site, on the dashboard of editors until they are done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from core.caching.held_values import HeldValues
from core.models import Theme
from events.models import Event
from events.pages.calendar_page import CalendarPage
from home.models import HomePage, StandardPage, ThemePage
from residents.models import User
from residents.roles import EDITORS

# Which of the steps are done, in their order.
_done: HeldValues[tuple[bool, ...]] = HeldValues()


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Without a `url`, the reader has to ask an administrator for it."""

    title: str
    is_done: bool
    url: str = ""


class FirstStepsPanel(Component):
    """Lists the steps; it shows nothing when all are done."""

    name = "first_steps"
    template_name = "home/admin/first_steps.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = (parent_context or {})["request"]
        return {"steps": [] if all(done_steps()) else first_steps(request.user)}


def done_steps() -> tuple[bool, ...]:
    """Return which steps are done, in their order. Held until something of theirs changes."""
    return _done.get(None, _find_done_steps)


def _find_done_steps() -> tuple[bool, ...]:
    # The users themselves change with each sign-in, their groups do not.
    members = User.groups.through.objects.filter(group__name=EDITORS)
    return (
        Theme.objects.exists(),
        ThemePage.objects.live().exists()
        and not Theme.objects.exclude(pk__in=ThemePage.objects.values("theme")).exists(),
        StandardPage.objects.live().exact_type(StandardPage).exists(),
        Event.objects.exists(),
        members.exists(),
    )


def first_steps(user: User) -> list[Step]:
    """Return the steps in order, with links for `user`."""

    def url_if(permission: str, name: str, *arguments: Any) -> str:
        return reverse(name, args=arguments) if user.has_perm(permission) else ""

    source = {"locale__language_code": settings.LANGUAGE_CODE}
    front_page = HomePage.objects.filter(**source).first()
    calendar = CalendarPage.objects.filter(**source).first()

    def add_page(parent: HomePage | CalendarPage | None, app: str, model: str) -> str:
        if parent is None or not parent.permissions_for_user(user).can_add_subpage():
            return ""
        return reverse("wagtailadmin_pages:add", args=[app, model, parent.pk])

    themes, theme_pages, about, events, editors = done_steps()
    return [
        Step(
            _("Make the themes"),
            themes,
            url_if("core.add_theme", "wagtailsnippets_core_theme:add"),
        ),
        Step(
            _("Make a page for each theme"),
            theme_pages,
            add_page(front_page, "home", "themepage"),
        ),
        Step(
            _("Write a page about the partnership"),
            about,
            add_page(front_page, "home", "standardpage"),
        ),
        Step(
            _("Publish the first event"),
            events,
            add_page(calendar, "events", "eventpage"),
        ),
        Step(
            _("Make accounts for the editors"),
            editors,
            url_if("residents.add_user", "wagtailusers_users:add"),
        ),
    ]
