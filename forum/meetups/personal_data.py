"""Personal data in date polls and meetups: the rules of their models."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventText
from forum.meetups import changing
from forum.models import Meetup, Poll, PollDate, Vote, Voter
from forum.polls import proposing, voting
from residents.personal_data.privacy_notice import days, hours
from residents.personal_data.registry import (
    Column,
    Erasure,
    Person,
    Posts,
    PrivacyNoticeRow,
    Rule,
)

MEETING = PrivacyNoticeRow(
    name="meetups",
    title=_("Date polls and meetups"),
    what=_(
        "The meetups you propose or organise, the dates you suggest, and what you answer to the "
        "dates of others. Without an account: also your name and your email address."
    ),
    why=_(
        "So neighbours find a date together. Everyone sees how many can come, and neighbours who "
        "are signed in see who. Nobody sees your email address."
    ),
    how_long=lambda: (
        gettext(
            "As long as the thread exists, or until you delete your account. Without an account, "
            "your name and address are deleted %(days)s after the poll, and after %(hours)s if "
            "you do not use the link."
        )
        % {
            "days": days(settings.SIGNUP_RETENTION_DAYS),
            "hours": hours(settings.UNCONFIRMED_SIGNUP_HOURS),
        }
    ),
    depends_on=("SIGNUP_RETENTION_DAYS", "UNCONFIRMED_SIGNUP_HOURS"),
)


def _voters(person: Person) -> QuerySet[Voter]:
    # An address counts once its owner has opened the mailed link.
    by_address = Q(email__in=person.addresses, confirmed_at__isnull=False)
    return Voter.objects.filter(Q(user=person.user) | by_address).select_related("poll")


def _erase_voters(person: Person, posts: Posts) -> None:
    own = Voter.objects.filter(Q(user=person.user) | Q(email__in=person.addresses))
    for voter in own.select_related("poll").order_by("poll_id"):
        voting.withdraw(voter)


def _lock_polls(person: Person, wait: bool) -> None:
    """Lock the polls, as voting does."""
    voted = Voter.objects.filter(Q(user=person.user) | Q(email__in=person.addresses))
    polls = Poll.objects.select_for_update(no_key=True, nowait=not wait, of=("self",))
    list(polls.filter(Q(author=person.user) | Q(pk__in=voted.values("poll"))).order_by("pk"))


def _erase_meetups(person: Person, posts: Posts) -> None:
    """Hand the person's meetups over to the co-organisers, and cancel the others to come."""
    for meetup in Meetup.objects.filter(organiser=person.user).select_related("event", "thread"):
        if meetup.co_organiser_id is not None:
            Meetup.objects.filter(pk=meetup.pk).update(
                organiser=meetup.co_organiser_id, co_organiser=None
            )
            continue
        is_to_come = meetup.event.occurrences.filter(ends_at__gt=timezone.now()).exists()
        if is_to_come and not meetup.thread.is_hidden:
            with override(meetup.thread.language):
                reason = gettext("The organiser has deleted their account.")
            changing.cancel(meetup=meetup, reason=reason)
        if posts == Posts.REMOVE:
            Event.objects.filter(pk=meetup.event_id).update(is_published=False)
            for text in EventText.objects.filter(event=meetup.event_id):
                # Saving it brings the search up to date.
                text.save(update_fields=["published_at"])
    Meetup.objects.filter(organiser=person.user).update(organiser=None)
    Meetup.objects.filter(co_organiser=person.user).update(co_organiser=None)


def _erase_polls(person: Person, posts: Posts) -> None:
    own = Poll.objects.filter(author=person.user)
    for poll in own.filter(state=Poll.State.OPEN):
        proposing.close(poll=poll)
    if posts == Posts.REMOVE:
        own.filter(meetup=None).delete()
        title = gettext("A poll whose author has removed their text")
        own.update(title=title, place="")
    own.update(author=None)
    PollDate.objects.filter(added_by=person.user).update(added_by=None)


def _answers(vote: Vote) -> str:
    return f"{vote.date}: {vote.get_answer_display()}"


# In this order, and before the threads: what is in a deleted thread is gone with it.
RULES = (
    Rule(
        model="forum.Meetup",
        person_fields=("organiser", "co_organiser"),
        privacy_row=MEETING,
        columns=(
            Column("event", _("event"), read=lambda row: row.event.title),
            Column("thread", _("thread"), read=lambda row: row.thread.title),
            "created_at",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Others have signed up for it.",
        erase=_erase_meetups,
        counts_as_use=True,
    ),
    Rule(
        model="forum.Voter",
        person_fields=("user", "name", "email"),
        privacy_row=MEETING,
        find=_voters,
        columns=(
            Column("poll", _("date poll"), read=lambda row: row.poll.title),
            "name",
            "email",
            "language",
            "created_at",
            "confirmed_at",
        ),
        erasure=Erasure.DELETE,
        erase=_erase_voters,
        lock=_lock_polls,
        counts_as_use=True,
    ),
    Rule(
        model="forum.Vote",
        person_fields=(),
        privacy_row=MEETING,
        find=lambda person: Vote.objects.filter(voter__in=_voters(person)).select_related("date"),
        columns=(Column("answer", _("answer"), read=_answers),),
        erasure=Erasure.DELETE,
        # They are deleted with the voter, who also leaves the counters.
        erase=lambda person, posts: None,
    ),
    Rule(
        model="forum.Poll",
        person_fields=("author",),
        privacy_row=MEETING,
        columns=(
            "title",
            "place",
            "closes_at",
            "state",
            Column("thread", _("thread"), read=lambda row: row.thread.title),
            "created_at",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Others have voted in it.",
        erase=_erase_polls,
        counts_as_use=True,
    ),
    Rule(
        model="forum.PollDate",
        person_fields=("added_by",),
        privacy_row=MEETING,
        columns=("starts_at", "ends_at", "seats"),
        erasure=Erasure.ANONYMISE,
        reason="Others have voted on it.",
    ),
)
