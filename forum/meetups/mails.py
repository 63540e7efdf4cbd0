"""The mails to those who said yes to the date of a meetup."""

from django.conf import settings
from django.utils import translation

from events.display.formatting import format_dates, format_location
from events.models import Occurrence
from forum.meetups import joining
from forum.models import Meetup, PollDate, Vote
from notifications.delivery import outbox


def ask_to_sign_up(meetup: Meetup, date: PollDate) -> None:
    """Put a mail with a link to sign up into the outbox for everybody who said yes to `date`."""
    occurrence = Occurrence.objects.select_related("event__area").get(event=meetup.event_id)
    votes = Vote.objects.filter(date=date, answer=Vote.Answer.YES).select_related("voter__user")
    for each in votes.order_by("pk"):
        voter, user = each.voter, each.voter.user
        to = user.email if user else voter.email
        if not to or (user and not user.is_active):
            continue
        language = user.language if user else voter.language
        with translation.override(language):
            outbox.put(
                key=f"meetup:{meetup.pk}:voter:{voter.pk}",
                to=to,
                user=user,
                name="" if user else voter.name,
                template="forum/mail/meetup_date",
                context={
                    "title": meetup.event.title,
                    "when": format_dates(occurrence),
                    "place": format_location(occurrence),
                    "join_url": settings.BASE_URL + joining.path(meetup, voter),
                },
                language=language,
                # They have asked for it by voting.
                scope="notices" if user else "account",
            )
