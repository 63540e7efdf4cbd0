"""Sample mails about notices: a reply, a mention, an event, a letter, a digest."""

import itertools
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.notices import MILESTONE, QUESTION
from events.display.date_ranges import DateRange
from forum.help.notices import MESSAGE
from forum.notices import MENTIONED, REPLIED, STARTED
from home.component_gallery import help_mails
from home.component_gallery.moments import moment
from notifications.models import Activity, Category, Notice, Timing
from notifications.notices import digests, notice_emails
from notifications.notices.activity_types import Described
from notifications.notices.grouping import grouped

_NEW_EVENT = "events.new"


def _in(danish: str, english: str) -> str:
    return danish if get_language() == "da" else english


def _post(text: str, **changes: Any) -> Described:
    thread = f"/{get_language()}/forum/7/"
    title = _in("Lygtepælen ved stien er gået ud", "The street lamp by the path is out")
    return Described(
        **{
            "title": title,
            "url": f"{thread}#post-4",
            "text": text % {"name": "Birthe"},
            "group": title,
            "actor_name": "Birthe",
            "excerpt": _in(
                "Jeg ringede til kommunen i dag. De kommer på torsdag, men der skal nogen være"
                " hjemme og vise dem, hvilken pæl det er.\n\nHar du tid?",
                "I called the municipality today. They come on Thursday, but somebody has to be at"
                " home to show them which lamp it is.\n\nDo you have time?",
            ),
            "reply_url": f"{thread}#reply",
            "reply_address": f"reply+{'abc234' * 8}@hub.example",
            **changes,
        }
    )


def _event(number: int = 1) -> Described:
    when = DateRange(moment(number, 19), moment(number, 21)).in_words
    left = _in("4 ledige pladser", "4 places left")
    return Described(
        title=_in("Nabocafé på havnen", "Neighbours’ café at the harbour"),
        url=f"/{get_language()}/kalender/nabocafe-{number}/",
        text=_("New in the calendar."),
        group=_in("Ensomhed", "Loneliness"),
        detail=f"{when} · Fiskehallen, Nordby · {left}",
    )


def _letter() -> Described:
    return Described(
        title=_in("Nyt fra partnerskabet", "News from the partnership"),
        url=f"/{get_language()}/",
        text=_("A newsletter for followers of “%(name)s”")
        % {"name": _in("Ensomhed", "Loneliness")},
        group=_in("Ensomhed", "Loneliness"),
        body=_in(
            "Tak til alle, der var med.\n\n- **42** kom til kaffe\n- **7** fandt en besøgsven",
            "Thanks to everybody who came.\n\n- **42** came for coffee\n- **7** found a visitor",
        ),
    )


def _mail(digest: digests.Digest) -> dict[str, Any]:
    return notice_emails.mail_context(digest)


def _alone(kind: str, describe: Callable[[], Described]) -> Callable[[str], dict[str, Any]]:
    return lambda language: _mail(digests.of_one(kind, describe()))


def _of_several(language: str, *, timing: Timing = Timing.DAILY, events: int = 3) -> dict[str, Any]:
    """Return the mail about a thread with replies and a mention, a new thread, and events."""
    happened = [
        (Category.FOLLOWED, REPLIED, "thread:7", _post(_("%(name)s replied."))),
        (Category.FOLLOWED, REPLIED, "thread:7", _post("", actor_name="Ole")),
        (Category.MENTIONS, MENTIONED, "thread:7", _post(_("%(name)s mentioned you."))),
        (Category.NEWS, STARTED, "thread:9", _started()),
        *((Category.NEWS, _NEW_EVENT, f"event:{n}", _event(n)) for n in range(1, events + 1)),
    ]
    notices, described = [], {}
    for number, (category, kind, target, description) in zip(
        itertools.count(1), happened, strict=False
    ):
        activity = Activity(pk=number, key=str(number), kind=kind, target=target)
        notices.append(
            Notice(pk=number, activity=activity, category=category, created_at=timezone.now())
        )
        described[number] = description
    return _mail(digests.of_groups(grouped(notices, described), timing=timing))


def _started() -> Described:
    kind = _in("søger hjælp", "help wanted")
    text = _("%(name)s started a thread (%(kind)s).") % {"name": "Ole", "kind": kind}
    return _post(
        text,
        title=_in("Hvem kan handle ind for mig?", "Who can shop for me?"),
        url=f"/{get_language()}/forum/9/#post-1",
        group=_in("Ensomhed", "Loneliness"),
        excerpt=_in(
            "Jeg har brækket benet og skal bruge mælk, brød og lidt frugt hver torsdag.",
            "I have broken my leg and need milk, bread and some fruit every Thursday.",
        ),
        reply_url="",
    )


def _milestone() -> Described:
    title = _in("Lås den – hver gang", "Lock it – every time")
    promise = _in("Jeg låser min cykel hver gang.", "I lock my bicycle every time.")
    return Described(
        title=title,
        url=f"/{get_language()}/temaer/",
        text=_("%(count)s have promised: “%(promise)s”") % {"count": "500", "promise": promise},
        group=title,
    )


def _question() -> Described:
    title = _in("Lys på stien", "Light on the path")
    return Described(
        title=title,
        url=f"/{get_language()}/",
        text=_("There is a result. Did you get an answer?"),
        group=title,
        excerpt=_in(
            "Tolv nye lamper\n\nKommunen har sat lamper op langs hele stien.",
            "Twelve new lamps\n\nThe municipality has put up lamps along the whole path.",
        ),
        button=_("Answer yes, partly or no"),
    )


STATES: dict[str, Callable[[str], dict[str, Any]]] = {
    "reply": _alone(REPLIED, lambda: _post(_("%(name)s replied in your thread."))),
    "mention": _alone(MENTIONED, lambda: _post(_("%(name)s mentioned you."))),
    "event": _alone(_NEW_EVENT, _event),
    "milestone": _alone(MILESTONE, _milestone),
    "question": _alone(QUESTION, _question),
    "letter": _alone("letter", _letter),
    "message": _alone(MESSAGE, help_mails.message),
    "shared address": _alone(MESSAGE, help_mails.contact),
    "daily": _of_several,
    "weekly, many": lambda language: _of_several(language, timing=Timing.WEEKLY, events=14),
}
