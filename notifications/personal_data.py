"""The personal data rules of subscriptions, notices, mail, push devices and letters."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from notifications.models import (
    Activity,
    AddressTrouble,
    Notice,
    OutboxMessage,
    Subscription,
    Suppression,
)
from notifications.notices import activity_types, topics
from residents.models import User
from residents.personal_data.privacy_notice import days
from residents.personal_data.registry import (
    Column,
    Erasure,
    Person,
    Posts,
    PrivacyNoticeRow,
    Registry,
    Rule,
)

FOLLOWING = PrivacyNoticeRow(
    name="following",
    title=_("What you follow"),
    what=_("What you follow and what you have muted, and how you want to hear from us."),
    why=_("So you only hear about what matters to you."),
    how_long=lambda: gettext("Until you stop following it or delete your account."),
)

NOTICES = PrivacyNoticeRow(
    name="notices",
    title=_("Notices"),
    what=_("Your notices: what they were about, and whether you have seen them."),
    why=_("So you can find them again, and do not get the same one twice."),
    how_long=lambda: days(settings.NOTICE_RETENTION_DAYS),
    depends_on=("NOTICE_RETENTION_DAYS",),
)

MAIL = PrivacyNoticeRow(
    name="mail",
    title=_("Emails"),
    what=_("The emails we have sent you: your address, and what they said."),
    why=_("So no email is lost or sent twice, and we can find errors."),
    how_long=lambda: (
        gettext("%(days)s after they were sent.") % {"days": days(settings.MAIL_RETENTION_DAYS)}
    ),
    depends_on=("MAIL_RETENTION_DAYS",),
)

NO_MAIL = PrivacyNoticeRow(
    name="no-mail",
    title=_("Emails you do not want"),
    what=_("Your address, and which emails you have stopped with a link in one of them."),
    why=_("So we do not send you emails you do not want."),
    how_long=lambda: gettext(
        "Until you change your mind or delete your account. There is no other time "
        "limit: if we forgot it, the emails would start again."
    ),
)

LOST_MAIL = PrivacyNoticeRow(
    name="lost-mail",
    title=_("Emails that do not arrive"),
    what=_(
        "Your address, and how many times your mail server has permanently rejected our emails."
    ),
    why=_("So we do not keep sending you emails that cannot arrive."),
    how_long=lambda: (
        gettext(
            "Until an email arrives again or you delete your account, and at most %(days)s "
            "after the last time it was rejected."
        )
        % {"days": days(settings.ADDRESS_TROUBLE_DAYS)}
    ),
    depends_on=("ADDRESS_TROUBLE_DAYS",),
)

DEVICES = PrivacyNoticeRow(
    name="devices",
    title=_("Messages to your devices"),
    what=_(
        "Where we send messages to your browser, and the keys they are encrypted with. "
        "The company behind the browser delivers them, but cannot read them."
    ),
    why=_("So you get messages on a device you have chosen yourself."),
    how_long=lambda: gettext("Until you turn it off, or your browser does."),
)

LETTERS = PrivacyNoticeRow(
    name="letters",
    title=_("Newsletters to followers"),
    what=_("For editors and moderators: the newsletters you wrote or sent to followers."),
    why=_("So it is clear who wrote to whom, and to how many."),
    how_long=lambda: gettext(
        "For good. When you delete your account, your name is removed from them."
    ),
)


def register(registry: Registry) -> None:
    """Register the rules."""
    registry.register(*RULES)
    registry.declare_impersonal(
        "notifications.Letter",
        "topic_name",
        reason="It names a theme, an event or another topic.",
    )
    registry.declare_impersonal(
        "notifications.OutboxMessage",
        "reply_to",
        reason="An address of ours. It is deleted with the text of the mail.",
    )


def mails_to(person: Person) -> QuerySet[OutboxMessage]:
    """Return the messages to the person, or to any of their addresses."""
    messages = OutboxMessage.objects.annotate(address=Lower("to"))
    return messages.filter(Q(address__in=person.addresses) | Q(user=person.user))


def _delete_mail(person: Person, posts: Posts) -> None:
    """Delete the mails to the person, and to addresses that they have not confirmed."""
    OutboxMessage.objects.annotate(address=Lower("to")).filter(
        address__in=person.claimed,
        key__startswith="account:",
        state__in=[OutboxMessage.State.SENT, OutboxMessage.State.FAILED],
    ).delete()
    # Without the annotation: it would make the deletion read every row first.
    OutboxMessage.objects.filter(
        pk__in=list(mails_to(person).values_list("pk", flat=True))
    ).delete()


def _anonymise_activities(person: Person, posts: Posts) -> None:
    Activity.objects.filter(actor=person.user).update(actor=None)


def _delete_subscriptions(person: Person, posts: Posts) -> None:
    """Delete the person's follows and mutes, and the mutes of the person."""
    Subscription.objects.filter(user=person.user).delete()
    Subscription.objects.filter(topic=f"person:{person.user.pk}").delete()


def _delete_notices(person: Person, posts: Posts) -> None:
    Notice.objects.filter(recipient=person.user).delete()


def _describe_subscriptions(rows: Sequence[Subscription], reader: User) -> dict[int, str]:
    labels = topics.resolve([row.topic for row in rows], reader)
    return {row.pk: labels[row.topic].name for row in rows if row.topic in labels}


def _describe_notices(rows: Sequence[Notice], reader: User) -> dict[int, str]:
    described = activity_types.describe([row.activity for row in rows], reader)
    return {
        row.pk: f"{described[row.activity_id].title}: {described[row.activity_id].text}"
        for row in rows
        if row.activity_id in described
    }


def _describe_activities(rows: Sequence[Activity], reader: User) -> dict[int, str]:
    labels = topics.resolve([row.target for row in rows], reader)
    return {row.pk: labels[row.target].name for row in rows if row.target in labels}


def _preview_subscriptions(person: Person) -> str:
    count = Subscription.objects.filter(user=person.user).count()
    if not count:
        return ""
    return ngettext(
        "%(count)d thing you follow or have muted: it will be deleted.",
        "%(count)d things you follow or have muted: they will be deleted.",
        count,
    ) % {"count": count}


def _preview_notices(person: Person) -> str:
    count = Notice.objects.filter(recipient=person.user).count()
    if not count:
        return ""
    return ngettext(
        "%(count)d notice: it will be deleted.", "%(count)d notices: they will be deleted.", count
    ) % {"count": count}


def _preview_mail(person: Person) -> str:
    count = mails_to(person).count()
    if not count:
        return ""
    return ngettext(
        "%(count)d email to you that we still have: it will be deleted, and not sent if "
        "it is waiting.",
        "%(count)d emails to you that we still have: they will be deleted, and not sent "
        "if they are waiting.",
        count,
    ) % {"count": count}


RULES = (
    Rule(
        model="notifications.Subscription",
        person_fields=("user",),
        privacy_row=FOLLOWING,
        title=_("What you follow or have muted"),
        columns=("topic", "mode", "is_automatic", "created_at"),
        describe_rows=_describe_subscriptions,
        erasure=Erasure.DELETE,
        erase=_delete_subscriptions,
        erasure_preview=_preview_subscriptions,
    ),
    Rule(
        model="notifications.Preference",
        person_fields=("user",),
        privacy_row=FOLLOWING,
        columns=("category", "timing"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="notifications.NoticeSettings",
        person_fields=("user",),
        privacy_row=FOLLOWING,
        columns=("weekly_on",),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="notifications.Notice",
        person_fields=("recipient",),
        privacy_row=NOTICES,
        find=lambda person: Notice.objects.filter(recipient=person.user).select_related("activity"),
        columns=(
            Column("about", _("about"), read=lambda row: row.activity.target),
            Column("kind", _("what happened"), read=lambda row: row.activity.kind),
            "category",
            "created_at",
            "read_at",
            "mailed_at",
        ),
        describe_rows=_describe_notices,
        erasure=Erasure.DELETE,
        erase=_delete_notices,
        erasure_preview=_preview_notices,
    ),
    Rule(
        model="notifications.Activity",
        person_fields=("actor",),
        privacy_row=NOTICES,
        title=_("What others heard about because of you"),
        columns=(Column("kind", _("what happened")), "target", "created_at"),
        describe_rows=_describe_activities,
        erasure=Erasure.ANONYMISE,
        reason="Others have been notified of it: the activity stays, without its actor.",
        erase=_anonymise_activities,
    ),
    Rule(
        model="notifications.OutboxMessage",
        person_fields=("to", "user"),
        privacy_row=MAIL,
        find=mails_to,
        title=_("Emails to you"),
        columns=("to", "subject", "text", "language", "state", "created_at", "sent_at"),
        erasure=Erasure.DELETE,
        erase=_delete_mail,
        erasure_preview=_preview_mail,
    ),
    Rule(
        model="notifications.Suppression",
        person_fields=("address",),
        privacy_row=NO_MAIL,
        find=lambda person: Suppression.objects.filter(address__in=person.addresses),
        columns=("address", "scope", "created_at"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="notifications.AddressTrouble",
        person_fields=("address",),
        privacy_row=LOST_MAIL,
        find=lambda person: AddressTrouble.objects.filter(address__in=person.addresses),
        columns=("address", "failures", "reason", "last_failed_at"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="notifications.PushSubscription",
        person_fields=("user",),
        privacy_row=DEVICES,
        columns=("endpoint", "created_at"),
        withheld=_(
            "The keys are not included, because anyone who has them could read the messages."
        ),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="notifications.Letter",
        person_fields=("author", "sender"),
        privacy_row=LETTERS,
        columns=(
            Column("subject", _("subject"), read=lambda row: row.subject),
            Column("text", _("text"), read=lambda row: row.body),
            "topic",
            "topic_name",
            "created_at",
            "sent_at",
            "recipients",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Its recipients can still read it, and their number stays known.",
        counts_as_use=True,
    ),
)
