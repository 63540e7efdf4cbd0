"""The overdue issues of a user's partners, among what waits for the user."""

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.dashboard.waiting import MOST, Item, Section, register, section
from forum.issues import overdue
from residents.models import User


@register
def overdue_issues(user: User) -> Section | None:
    """Return the issues that a partner of `user` has promised to answer by now."""
    if not user.partner_ids:
        return None
    late = overdue.find().filter(handled_by__in=user.partner_ids)
    items = [
        Item(
            issue.thread.title,
            reverse("forum:issue_status", args=[issue.pk]),
            _("promised by %(partner)s") % {"partner": issue.handled_by},
            overdue.overdue_since(issue),
        )
        for issue in late[: MOST + 1]
    ]
    return section(_("Issues whose promised day has passed"), "warning", items)
