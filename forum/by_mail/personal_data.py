"""Personal data of mail to the forum: the rules of its models and the row of the privacy page."""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from residents.personal_data.privacy_notice import days
from residents.personal_data.registry import Column, Erasure, PrivacyNoticeRow, Rule

BY_MAIL = PrivacyNoticeRow(
    name="by_mail",
    title=_("Emails to the forum"),
    what=_(
        "When you sent an email to the forum or to a neighbour, about which thread, and what "
        "became of it. The email itself is kept only as your post, your message or your draft."
    ),
    why=_("So an email that arrives twice is posted once, and nobody posts in your name."),
    how_long=lambda: (
        gettext("For %(days)s. When you withdrew your reply addresses: as long as your account.")
        % {"days": days(settings.MAIL_RETENTION_DAYS)}
    ),
    depends_on=("MAIL_RETENTION_DAYS",),
)

RULES = (
    Rule(
        model="forum.ReceivedMail",
        person_fields=("user",),
        privacy_row=BY_MAIL,
        columns=(
            Column("thread", _("thread"), read=lambda row: row.thread.title if row.thread else ""),
            "received_at",
            "state",
            "reason",
            "is_answered",
        ),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="forum.RevokedReplyAddresses",
        person_fields=("user",),
        privacy_row=BY_MAIL,
        columns=("revoked_at",),
        erasure=Erasure.DELETE,
    ),
)
