"""Mail from the organisers to everybody signed up: written, looked at, sent once, logged."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.text.markdown import render_markdown
from events.display.formatting import format_dates, format_location
from events.display.localized_texts import text_for, title_for
from events.models import Announcement, Occurrence, SignUp
from events.models.signup import SignUpQuerySet
from events.signups import token_links
from events.signups.locking import lock
from notifications.delivery import outbox
from notifications.models import AddressTrouble, Suppression
from residents.models import User

TEMPLATE = "events/mail/announcement"

# What an announcement says, by language: {"subject": …, "body": …}.
Texts = Mapping[str, Mapping[str, str]]


class DailyLimitReached(Exception):
    """Those signed up have had as many mails today as is decent."""


class StalePreview(Exception):
    """It is not what was previewed any more."""


class NoRecipients(Exception):
    """There is nobody whom it would reach."""


def everybody(occurrence: Occurrence, *, waiting: bool) -> SignUpQuerySet:
    """Return those it is for: who comes and, with `waiting`, who is on the list or has an offer.

    Never those who have not confirmed: their addresses may be a stranger's.
    """
    status = [SignUp.Status.CONFIRMED]
    if waiting:
        status += [SignUp.Status.OFFERED, SignUp.Status.WAITING]
    return occurrence.signups.filter(status__in=status)


def by_mail(occurrence: Occurrence, *, waiting: bool) -> SignUpQuerySet:
    """Return those of them whom a mail reaches: not who has stopped mails, or can get none."""
    scope = Concat(Value("signup:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    stopped = Suppression.objects.filter(address=OuterRef("email"), scope=scope)
    trouble = AddressTrouble.objects.unreachable().filter(address=OuterRef("email"))
    found = everybody(occurrence, waiting=waiting).exclude(email="")
    return found.filter(~Exists(stopped), ~Exists(trouble))


def not_reached(occurrence: Occurrence, *, waiting: bool) -> QuerySet[SignUp]:
    """Return those of them whom no mail can reach, so that somebody calls them.

    Who has stopped the mails does not want to be called either.
    """
    trouble = AddressTrouble.objects.unreachable().filter(address=OuterRef("email"))
    found = everybody(occurrence, waiting=waiting).filter(anonymised_at=None)
    return found.annotate(refused=Exists(trouble)).exclude(refused=False, email__gt="")


def write(
    *,
    announcement: Announcement | None,
    occurrence: Occurrence,
    author: User,
    texts: Texts,
    to_waiting: bool,
) -> Announcement:
    """Write a draft, or change one, and return it. One that was sent stays as it is."""
    words = {language: dict(text) for language, text in texts.items()}
    if announcement is None:
        return Announcement.objects.create(
            occurrence=occurrence, author=author, texts=words, to_waiting=to_waiting
        )
    Announcement.objects.filter(pk=announcement.pk, sent_at=None).update(
        texts=words, to_waiting=to_waiting, author=author
    )
    announcement.refresh_from_db()
    return announcement


def fingerprint(announcement: Announcement) -> str:
    """Return what is different when the text, or whom it is for, is."""
    content = json.dumps([announcement.texts, announcement.to_waiting], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def send(announcement: Announcement, *, by: User, seen: str) -> bool:
    """Send it to everybody it is for, in one transaction; return whether this did it.

    `seen` is the fingerprint of what was previewed. A second click sends nothing. Raises `Changed`
    when it is something else by now, `TooMany` when they have had their mails for today, and
    `NobodyThere`.
    """
    with transaction.atomic():
        occurrence = lock(announcement.occurrence_id)
        fresh = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)
        if fresh.sent_at is not None:
            return False
        if fingerprint(fresh) != seen:
            raise StalePreview
        now = timezone.now()
        if sent_today(occurrence, now) >= settings.ANNOUNCEMENTS_PER_DAY:
            raise DailyLimitReached
        words = _Words(fresh, occurrence)
        recipients = by_mail(occurrence, waiting=fresh.to_waiting).select_related("user")
        owed = sum(_owe(signup, fresh, words) for signup in list(recipients.order_by("pk")))
        if not owed:
            raise NoRecipients
        Announcement.objects.filter(pk=fresh.pk).update(sent_at=now, recipients=owed, author=by)
    announcement.refresh_from_db()
    return True


def sent_today(occurrence: Occurrence, now: datetime.datetime | None = None) -> int:
    """Return how many mails those signed up have had in the last 24 hours."""
    since = (now or timezone.now()) - datetime.timedelta(days=1)
    return Announcement.objects.filter(occurrence=occurrence, sent_at__gt=since).count()


def mail_in(announcement: Announcement, language: str) -> str:
    """Return the HTML of the mail as somebody gets it who reads in `language`."""
    context = _Words(announcement, announcement.occurrence).of(language)
    with translation.override(language):
        return render_to_string(
            f"{TEMPLATE}.html",
            {
                **context,
                "language": language,
                "site_name": settings.WAGTAIL_SITE_NAME,
                "base_url": "#",
                "manage_url": "#",
                "unsubscribe_url": "#",
                "unsubscribe_label": translation.gettext("Stop mails about this sign-up"),
            },
        )


class _Words:
    """What the mail says, made once for each language."""

    def __init__(self, announcement: Announcement, occurrence: Occurrence) -> None:
        self.announcement, self.occurrence = announcement, occurrence
        self._made: dict[str, dict[str, Any]] = {}

    def of(self, language: str) -> dict[str, Any]:
        """Return the context of the mail in `language`: its own text, or else the first."""
        if language not in self._made:
            texts = self.announcement.texts
            text = texts.get(language) or next(iter(texts.values()))
            with translation.override(language):
                event_text = text_for(self.occurrence.event, language)
                self._made[language] = {
                    "subject": text["subject"],
                    "body": text["body"],
                    "html": render_markdown(text["body"]),
                    "title": title_for(self.occurrence.event, language),
                    "text": event_text,
                    "when": format_dates(self.occurrence),
                    "place": format_location(self.occurrence),
                }
        return self._made[language]


def _owe(signup: SignUp, announcement: Announcement, words: _Words) -> bool:
    with translation.override(signup.language):
        return outbox.put(
            key=f"announcement:{announcement.pk}:{signup.pk}",
            to=signup.email,
            template=TEMPLATE,
            language=signup.language,
            scope=f"signup:{signup.pk}",
            user=signup.user,
            context={
                **words.of(signup.language),
                "manage_url": token_links.url(signup, token_links.MANAGE),
            },
        )
