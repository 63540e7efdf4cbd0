"""What is stored of those who sign up for events, and what becomes of it when they leave."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence, SignUp
from events.models.signups import SignUpQuerySet
from events.signups import ending
from residents.personal_data.registry import (
    Column,
    Erasure,
    Person,
    Posts,
    Registry,
    Rule,
    Told,
)
from residents.personal_data.told import days, hours

SIGNING_UP = Told(
    name="signing-up",
    title=_("Sign-ups for events"),
    what=_("Your sign-ups for events: your name, your e-mail address and how many you are."),
    why=_("So that you have a seat, and can be told when something changes."),
    how_long=lambda: (
        gettext(
            "Your name and address are deleted %(days)s after the event, and after %(hours)s if "
            "you do not confirm the sign-up. The numbers stay."
        )
        % {
            "days": days(settings.SIGNUP_RETENTION_DAYS),
            "hours": hours(settings.UNCONFIRMED_SIGNUP_HOURS),
        }
    ),
    depends_on=("SIGNUP_RETENTION_DAYS", "UNCONFIRMED_SIGNUP_HOURS"),
)


def register(registry: Registry) -> None:
    """Add the rules."""
    registry.register(SIGNUPS)
    registry.nothing_personal("events.Event", "address", because="Where an event takes place.")
    registry.nothing_personal("events.EventPage", "address", because="Where it takes place.")


def _signups(person: Person) -> SignUpQuerySet:
    """Return those made with the account, and those made with an address of the person's."""
    return SignUp.objects.filter(Q(user=person.user) | Q(email__in=person.addresses))


def _erase(person: Person, posts: Posts) -> None:
    ending.forget(_signups(person))


def _lock(person: Person, wait: bool) -> None:
    """Take the occurrences, as everybody does who writes to sign-ups, always in one order."""
    ids = _signups(person).values("occurrence_id")
    locked = Occurrence.objects.select_for_update(no_key=True, nowait=not wait)
    list(locked.filter(pk__in=ids).order_by("pk"))


def _foretell(person: Person) -> str:
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
    refers=("user", "name", "email"),
    told=SIGNING_UP,
    find=_signups,
    columns=(
        Column("event", _("event"), read=lambda row: row.occurrence.event.title),
        Column("starts_at", _("starts"), read=lambda row: row.occurrence.starts_at),
        "name",
        "email",
        "party_size",
        "status",
        "language",
        "created_at",
        "confirmed_at",
        "ended_at",
    ),
    erasure=Erasure.ANONYMISE,
    because="How many came is wanted for the next time; who they were is not.",
    erase=_erase,
    lock=_lock,
    foretell=_foretell,
)
