"""Personal data about reading: the rule of its model and the row of the privacy page."""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.object_urls import object_url
from forum.models import ThreadRead
from residents.personal_data.privacy_notice import days
from residents.personal_data.registry import Column, Erasure, PrivacyNoticeRow, Rule

READING = PrivacyNoticeRow(
    name="reading",
    title=_("What you have read"),
    what=_("Which threads you have opened lately, and how far. Nobody else sees it."),
    why=_("So the forum can show you what is new since you were last there."),
    how_long=lambda: (
        gettext("For %(days)s after you opened the thread.") % {"days": days(settings.UNREAD_DAYS)}
    ),
    depends_on=("UNREAD_DAYS",),
)


def _address(row: ThreadRead) -> str:
    """Return the address of the thread, whose title may be hidden by now."""
    if row.thread_id is None:
        return gettext("All threads")
    return settings.BASE_URL + object_url("forum:thread", row.thread_id)


RULES = (
    Rule(
        model="forum.ThreadRead",
        title=_("What you have read"),
        person_fields=("user",),
        privacy_row=READING,
        columns=(
            Column("thread", _("thread"), read=_address),
            Column("post_number", _("read up to post")),
            Column("read_at", _("when")),
        ),
        erasure=Erasure.DELETE,
    ),
)
