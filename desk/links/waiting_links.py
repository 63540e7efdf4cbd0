"""The broken links, on the dashboard."""

from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.admin.admin_url_finder import AdminURLFinder

from desk.dashboard.waiting import MOST, Item, Section, register, section
from desk.links.listing import broken_links, source_title
from residents.models import User


@register
def broken(user: User) -> Section | None:
    """Return the links that lead nowhere, on what `user` may edit, the latest first."""
    found = broken_links(user)
    rows = list(found[: MOST + 1])
    if not rows:
        return None
    count = len(rows) if len(rows) <= MOST else found.count()
    title = ngettext("%(count)d broken link", "%(count)d broken links", count) % {"count": count}
    finder = AdminURLFinder(user)
    report = reverse("desk_links")
    items = [
        Item(
            source_title(row),
            (finder.get_edit_url(row.source) if row.source else None) or report,
            f"{row.label}: {row.get_state_display()}",
            row.since,
        )
        for row in rows
    ]
    return section(title, "link", items, all_url=report)
