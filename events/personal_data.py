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
        "Your sign-ups for events: your name, your email address or phone number, how "
        "many you are and who they are, what you answered and agreed to, and whether "
        "you came."
    ),
    why=_(
        "So you have a place, and we can let you know if something changes. The event’s "
        "organisers can see it, but not your email address. Nobody else can."
    ),
    how_long=lambda: (
        gettext(
            "Everything that shows who you were is deleted %(days)s after the event, and "
            "after %(hours)s if you do not confirm the sign-up. Only the numbers are kept."
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
    title=_("Your feedback on events"),
    what=_("What you answer when we ask how an event was, and on which day – but not who you are."),
    why=_("So the organisers can do better. They see no names."),
    how_long=lambda: gettext(
        "For good. Nobody can see whose answers they are, so they cannot be deleted."
    ),
)

ORGANISING = PrivacyNoticeRow(
    name="organising",
    title=_("If you organise events"),
    what=_(
        "For organisers: the emails you wrote to people who were signed up, when and to "
        "how many they were sent, who you signed up over the phone, and when you "
        "downloaded a list of names."
    ),
    why=_("So it is clear who wrote to whom, and who has had a list of names."),
    how_long=lambda: gettext(
        "For good. When you delete your account, your name is removed from them."
    ),
)

CALENDAR = PrivacyNoticeRow(
    name="calendar-address",
    title=_("Your own calendar feed"),
    what=_("The secret address your calendar uses to fetch your sign-ups."),
    why=_("So your sign-ups appear in your own calendar."),
    how_long=lambda: gettext("Until you replace it, or delete your account."),
)


def register(registry: Registry) -> None:
    """Register the rules of the models of this app."""
    registry.register(SIGNUPS, ANSWERS, ANNOUNCEMENTS, PRIVATE_CALENDARS)
    registry.add_privacy_rows(FEEDBACK)
    registry.declare_impersonal("events.Event", "address", reason="Where an event takes place.")
    registry.declare_impersonal("events.EventPage", "address", reason="Where it takes place.")
    registry.declare_impersonal(
        "events.Occurrence", "own_name", "own_address", reason="Where it takes place."
    )
    registry.declare_impersonal(
        "events.EventPage",
        "contact_name",
        "contact_role",
        "contact_phone",
        "contact_email",
        reason="Whom readers can ask: at work, and public.",
    )
    registry.declare_impersonal("events.EventText", "contact", reason="Whom readers can ask.")


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
        "%(count)d sign-up for a coming event: it will be cancelled, and others can "
        "have the places.",
        "%(count)d sign-ups for coming events: they will be cancelled, and others can "
        "have the places.",
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
    withheld=_("Sign-ups you made for other people are not included. They belong to them."),
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
    withheld=_("The address itself is not included, because anyone who has it can use it."),
    erasure=Erasure.DELETE,
)
