"""The threads that a campaign grew from, in the editor of its pages."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from campaigns.models import CampaignPage
from forum.models import CampaignThread, Thread
from residents.models import User


@hooks.register("register_page_header_buttons")
def thread_buttons(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Any]:
    """Lead the editors of a campaign to the threads, where the neighbours said what they want."""
    if view_name != "edit" or not isinstance(page, CampaignPage):
        return
    links = CampaignThread.objects.of_campaigns([page.translation_key]).select_related("thread")
    for link in links.filter(thread__in=Thread.objects.visible_to(user)):
        label = _("Thread: %(title)s") % {"title": link.thread.title}
        yield Button(label, link.thread.url, icon_name="comment", priority=80)
