"""What is in the panels of the dashboard, as HTML."""

from django.template.loader import render_to_string

from core.caching.held_values import HeldValues
from desk.dashboard.freshness import is_old_from, reader_key
from desk.dashboard.panels import DeskPanel
from residents.models import User

_bodies: HeldValues[str] = HeldValues(most=200, until=is_old_from)


def body_of(panel: DeskPanel, user: User) -> str:
    """Return the body of `panel` for `user`, held until a row that it shows changes.

    A body that shows an untracked table (core/caching/tracking.py) is made each time.
    Templates of bodies get no request: what they show is for the user, not for one visit.
    """
    key = (panel.name, *reader_key(user))
    return _bodies.get(key, lambda: render_to_string(panel.body_template, panel.body_context(user)))
