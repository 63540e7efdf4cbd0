"""Announcements: mails from the organisers to everybody signed up for an occurrence."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import translation

from events.display.formatting import format_dates, format_location
from events.display.localized_texts import text_for, title_for
from events.models import Announcement, Occurrence, SignUp
from events.models.signup import SignUpQuerySet
from events.signups import token_links
from events.signups.emails import event_url
from events.signups.locking import lock
from notifications.broadcasts import sending
from notifications.delivery import mail_rendering, outbox
from notifications.models import AddressTrouble, Suppression
from residents.models import User

TEMPLATE = "events/mail/announcement"


def addressees(occurrence: Occurrence, *, waiting: bool) -> SignUpQuerySet:
    """Return the confirmed sign-ups and, with `waiting`, the waiting list and open offers.

    Never unconfirmed sign-ups: their addresses may belong to somebody else.
    """
    status = [SignUp.Status.CONFIRMED]
    if waiting:
        status += [SignUp.Status.OFFERED, SignUp.Status.WAITING]
    return occurrence.signups.filter(status__in=status)


def reachable_by_mail(occurrence: Occurrence, *, waiting: bool) -> SignUpQuerySet:
    """Return the addressees with an address that takes mail and has not stopped it."""
    scope = Concat(Value("signup:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    stopped = Suppression.objects.filter(address=OuterRef("email"), scope=scope)
    trouble = AddressTrouble.objects.unreachable().filter(address=OuterRef("email"))
    signups = addressees(occurrence, waiting=waiting).exclude(email="")
    return signups.filter(~Exists(stopped), ~Exists(trouble))


def to_call(occurrence: Occurrence, *, waiting: bool) -> QuerySet[SignUp]:
    """Return the addressees that no mail can reach.

    Without those who have stopped the mails: they do not want a call either.
    """
    trouble = AddressTrouble.objects.unreachable().filter(address=OuterRef("email"))
    signups = addressees(occurrence, waiting=waiting).filter(anonymised_at=None)
    return signups.annotate(refused=Exists(trouble)).exclude(refused=False, email__gt="")


def send(announcement: Announcement, *, sender: User, seen: str) -> bool:
    """Send a draft to everybody it can reach by mail; return whether this call has sent it.

    `seen` is the fingerprint of the preview. Raises `StalePreview`, `DailyLimitReached` and
    `NoRecipients` of `notifications.broadcasts.sending`.
    """
    with transaction.atomic():
        occurrence = lock(announcement.occurrence_id)
        return sending.send(
            announcement,
            sender=sender,
            seen=seen,
            daily_limit=settings.ANNOUNCEMENTS_PER_DAY,
            deliver=partial(_queue_mails, occurrence),
        )


def _queue_mails(occurrence: Occurrence, announcement: Announcement) -> int:
    contexts = _MailContexts(announcement, occurrence)
    recipients = reachable_by_mail(occurrence, waiting=announcement.to_waiting)
    signups = list(recipients.select_related("user").order_by("pk"))
    count = sum(_queue_mail(signup, announcement, contexts) for signup in signups)
    if not count:
        raise sending.NoRecipients
    return count


def _queue_mail(signup: SignUp, announcement: Announcement, contexts: "_MailContexts") -> bool:
    with translation.override(signup.language):
        return outbox.put(
            key=f"announcement:{announcement.pk}:{signup.pk}",
            to=signup.email,
            template=TEMPLATE,
            language=signup.language,
            scope=f"signup:{signup.pk}",
            user=signup.user,
            name=signup.name,
            context={
                **contexts.in_language(signup.language),
                "manage_url": token_links.url(signup, token_links.MANAGE),
            },
        )


def render_preview(announcement: Announcement, language: str, reader: User) -> str:
    """Return the HTML of the mail as a recipient who reads in `language` gets it."""
    context = _MailContexts(announcement, announcement.occurrence).in_language(language)
    with translation.override(language):
        label = translation.gettext("Stop emails about this sign-up")
    return mail_rendering.render_preview(
        TEMPLATE, {**context, "manage_url": "#"}, language=language, reader=reader, label=label
    )


class _MailContexts:
    """The context of the mail, made once for each language."""

    def __init__(self, announcement: Announcement, occurrence: Occurrence) -> None:
        self.announcement, self.occurrence = announcement, occurrence
        self._by_language: dict[str, dict[str, Any]] = {}

    def in_language(self, language: str) -> dict[str, Any]:
        """Return the context in `language`, with the first text if none is written in it."""
        if language not in self._by_language:
            texts = self.announcement.texts
            text = texts.get(language) or next(iter(texts.values()))
            with translation.override(language):
                event_text = text_for(self.occurrence.event, language)
                self._by_language[language] = {
                    "subject": text["subject"],
                    "body": text["body"],
                    "title": title_for(self.occurrence.event, language),
                    "event_url": event_url(event_text, language),
                    "when": format_dates(self.occurrence),
                    "place": format_location(self.occurrence),
                }
        return self._by_language[language]
