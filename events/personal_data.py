"""Personal data in sign-ups: its rules for the privacy notice, the export and the erasure."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.models import Answer, Occurrence, SignUp
from events.models.signup import SignUpQuerySet
from events.signups import cancellation
from residents.personal_data.privacy_notice import days, hours
from residents.personal_data.registry import (
    Column,
    Erasure,
    Person,
    Posts,
    PrivacyNoticeRow,
    Registry,
    Rule,
)

SIGNING_UP = PrivacyNoticeRow(
    name="signing-up",
    title=_("Sign-ups for events"),
    what=_(
        "Your sign-ups for events: your name, your e-mail address or telephone number, how many you"
        " are and who they are, what you answered and agreed to, and whether you came."
    ),
    why=_(
        "So that you have a seat, and can be told when something changes. The organisers of the"
        " event see it, except for your e-mail address; nobody else does."
    ),
    how_long=lambda: (
        gettext(
            "All that says who you were is deleted %(days)s after the event, and after %(hours)s if"
            " you do not confirm the sign-up. The numbers stay."
        )
        % {
            "days": days(settings.SIGNUP_RETENTION_DAYS),
            "hours": hours(settings.UNCONFIRMED_SIGNUP_HOURS),
        }
    ),
    depends_on=("SIGNUP_RETENTION_DAYS", "UNCONFIRMED_SIGNUP_HOURS"),
)

FEEDBACK = PrivacyNoticeRow(
    name="feedback",
    title=_("How an event was"),
    what=_("What you answer when we ask how an event was, and on which day: not who you are."),
    why=_("So that the organisers can make it better. They see no names."),
    how_long=lambda: gettext(
        "For good. Nobody can tell any more whose it is, so it cannot be deleted either."
    ),
)

ORGANISING = PrivacyNoticeRow(
    name="organising",
    title=_("What organisers do"),
    what=_(
        "For organisers: the mails you wrote to those signed up, when and to how many they went,"
        " whom you signed up for somebody who telephoned, and when you took a list along."
    ),
    why=_("So that it can be seen who wrote to whom, and who has had a list of names."),
    how_long=lambda: gettext(
        "For good. When you erase your account, your name disappears from them."
    ),
)

CALENDAR = PrivacyNoticeRow(
    name="calendar-address",
    title=_("Your own calendar feed"),
    what=_("The secret address at which your calendar program fetches what you are signed up for."),
    why=_("So that your sign-ups stand in your own calendar."),
    how_long=lambda: gettext("Until you replace it, or erase your account."),
)


def register(registry: Registry) -> None:
    """Register the rules of the models of this app."""
    registry.register(SIGNUPS, ANSWERS, ANNOUNCEMENTS, PRIVATE_CALENDARS)
    registry.add_privacy_rows(FEEDBACK)
    registry.declare_impersonal("events.Event", "address", reason="Where an event takes place.")
    registry.declare_impersonal("events.EventPage", "address", reason="Where it takes place.")


def _signups(person: Person) -> SignUpQuerySet:
    """Return the sign-ups made with the person's account or with one of their addresses."""
    return SignUp.objects.filter(Q(user=person.user) | Q(email__in=person.addresses))


def _answers(person: Person) -> QuerySet[Answer]:
    return Answer.objects.filter(signup__in=_signups(person))


def _erase(person: Person, posts: Posts) -> None:
    cancellation.anonymise(_signups(person))
    # Sign-ups they added for others stay.
    SignUp.objects.filter(added_by=person.user).update(added_by=None)


def _lock(person: Person, wait: bool) -> None:
    """Lock the occurrences, in the order of their ids as every writer of sign-ups does."""
    ids = _signups(person).values("occurrence_id")
    locked = Occurrence.objects.select_for_update(no_key=True, nowait=not wait)
    list(locked.filter(pk__in=ids).order_by("pk"))


def _erasure_preview(person: Person) -> str:
    count = _signups(person).holding_seats().to_come().count()
    if not count:
        return ""
    return ngettext(
        "%(count)d sign-up for an event to come: it is cancelled, and others can have the seats.",
        "%(count)d sign-ups for events to come: they are cancelled, and others can have the seats.",
        count,
    ) % {"count": count}


SIGNUPS = Rule(
    model="events.SignUp",
    person_fields=("user", "name", "email", "phone", "companions", "consented_to", "added_by"),
    privacy_row=SIGNING_UP,
    find=_signups,
    columns=(
        Column("event", _("event"), read=lambda row: row.occurrence.event.title),
        Column("starts_at", _("starts"), read=lambda row: row.occurrence.starts_at),
        "name",
        "email",
        "phone",
        "party_size",
        "companions",
        "is_newcomer",
        "consented_to",
        "status",
        "language",
        "created_at",
        "confirmed_at",
        "queued_at",
        "ended_at",
        "checked_in_at",
        "arrived",
        "feedback_at",
    ),
    withheld=_("Those you wrote down for somebody else are left out: they are theirs."),
    erasure=Erasure.ANONYMISE,
    reason="How many came is wanted for the next time; who they were is not.",
    erase=_erase,
    lock=_lock,
    erasure_preview=_erasure_preview,
)

ANSWERS = Rule(
    model="events.Answer",
    person_fields=(),
    privacy_row=SIGNING_UP,
    find=_answers,
    columns=(
        Column("question", _("question"), read=lambda row: row.question.label),
        Column("answer", _("answer"), read=lambda row: row.question.in_words(row.value)),
    ),
    erasure=Erasure.DELETE,
)

ANNOUNCEMENTS = Rule(
    model="events.Announcement",
    person_fields=("author", "sender"),
    privacy_row=ORGANISING,
    columns=(
        Column("event", _("event"), read=lambda row: row.occurrence.event.title),
        "texts",
        "to_waiting",
        "created_at",
        "sent_at",
        "recipients",
    ),
    erasure=Erasure.ANONYMISE,
    reason="It is the log of what those signed up were told.",
)

PRIVATE_CALENDARS = Rule(
    model="events.PrivateCalendar",
    person_fields=("user",),
    privacy_row=CALENDAR,
    columns=("created_at",),
    withheld=_("The address itself is left out: whoever has it could use it."),
    erasure=Erasure.DELETE,
)
