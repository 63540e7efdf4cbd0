"""Every mail with sample data: for the gallery at `/components/mails/`, and for the tests."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import allauth
import segno
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from core.models import Area
from core.site_settings import site_name
from events.display.date_ranges import DateRange
from events.display.formatting import date_range, format_dates
from events.models import Event, EventText, Occurrence, SignUp
from events.models.details import EventStatus
from events.signups import emails, tickets
from events.signups.change_texts import Change
from home.component_gallery import (
    anonymous_issue_mails,
    by_mail_mails,
    help_mails,
    notice_mails,
    pledge_mails,
    workflow_mails,
)
from notifications.delivery import mail_rendering
from notifications.delivery.worker import QR_ID

OURS = settings.BASE_DIR / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
# Templates of unused features, and partial templates.
_LEFT_OUT = re.compile(r"base_|password_reset_code|sms|phone|idp/|openid/")
READER = "Grethe Holm"

Context = Callable[[str], dict[str, Any]]


@dataclass(frozen=True)
class Sample:
    """One mail in one state. `context` returns its variables, in the active language."""

    template: str
    state: str = ""
    context: Context = field(default=lambda language: {})

    @property
    def name(self) -> str:
        """The template and the state: "events/mail/event_changed time"."""
        return f"{self.template} {self.state}".strip()

    def render(self, language: str) -> tuple[str, str, str]:
        """Return subject, whole text and whole HTML in `language`."""
        with translation.override(language):
            context = {**_account_context(language), **self.context(language)}
            body = mail_rendering.render_body(self.template, context, language)
            text, html = mail_rendering.render_frame(
                body,
                language=language,
                name=READER.split()[0],
                unsubscribe_url=f"{settings.BASE_URL}/{language}/",
                unsubscribe_label=translation.gettext("Stop emails like this one"),
            )
        picture = segno.make(tickets.door_url(SignUp(code="K7M4QX9P")), micro=False)
        return body.subject, text, html.replace(f"cid:{QR_ID}", picture.png_data_uri(scale=8))


def template_names() -> set[str]:
    """Return the name of each mail that has templates here or in allauth."""
    found = {
        str(path.relative_to(OURS)).removesuffix(".subject.txt")
        for path in OURS.glob("*/mail/*.subject.txt")
    }
    for root, pattern in ((OURS, "*/mail/*_subject.txt"), (THEIRS, "*/email/*_subject.txt")):
        names = {str(path.relative_to(root)) for path in root.glob(pattern)}
        found |= {
            name.removesuffix("_subject.txt")
            for name in names
            if root == OURS or not _LEFT_OUT.search(name)
        }
    return found


def _sample_texts(language: str) -> Mapping[str, str]:
    if language == "da":
        return {
            "title": "Nabocafé på havnen",
            "welcome": "Tag gerne en kop med. Kaffen er på os.",
            "directions": "Indgangen er ved den røde port. Bus 7 holder lige udenfor.",
            "reason": "Storm på kysten.",
        }
    return {
        "title": "Neighbours’ café at the harbour",
        "welcome": "Bring a cup if you like. The coffee is on us.",
        "directions": "The entrance is by the red gate. Bus 7 stops right outside.",
        "reason": "A storm on the coast.",
    }


def _occurrence(language: str, **changes: Any) -> Occurrence:
    texts = _sample_texts(language)
    event = Event(
        title=texts["title"],
        venue="Fiskehallen",
        address="Havnegade 12",
        area=Area(name="Nordby"),
        is_online=changes.pop("is_online", False),
        online_url="https://video.example/nabocafe",
    )
    starts_at = timezone.localtime().replace(hour=19, minute=0, second=0, microsecond=0)
    starts_at += timedelta(days=changes.pop("days", 1))
    return Occurrence(
        event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **changes
    )


def _signup_context(language: str, **changes: Any) -> dict[str, Any]:
    """Return the context of a mail about a sign-up; `changes` go to the occurrence."""
    texts = _sample_texts(language)
    status = changes.pop("signup_status", SignUp.Status.CONFIRMED)
    party_size = changes.pop("party_size", 2)
    occurrence = _occurrence(language, **changes)
    signup = SignUp(
        pk=1,
        occurrence=occurrence,
        name=READER,
        email="grethe@example.org",
        code="K7M4QX9P",
        party_size=party_size,
        status=status,
        language=language,
        expires_at=timezone.now() + timedelta(hours=20),
    )
    text = EventText(
        title=texts["title"],
        welcome=texts["welcome"],
        directions=texts["directions"],
        url=f"/{language}/",
    )
    return {
        **emails.mail_context(signup, text),
        "queue_position": 3,
        "has_ticket": True,
        "qr_src": f"cid:{QR_ID}",
    }


def _of_signup(kind: str, state: str = "", **changes: Any) -> Sample:
    """Return a mail about a sign-up; `values` are further variables of its templates."""
    values = changes.pop("values", {})

    def context(language: str) -> dict[str, Any]:
        return {**_signup_context(language, **dict(changes)), **values}

    return Sample(f"events/mail/{kind}", state, context)


def _of_change(state: str, before: Callable[[Occurrence], Change], **changes: Any) -> Sample:
    """Return a mail about a change to what `before` says was."""

    def context(language: str) -> dict[str, Any]:
        values = _signup_context(language, **dict(changes))
        occurrence: Occurrence = values["occurrence"]
        change = before(occurrence)
        return {
            **values,
            "was": change.was,
            "changed": change.subject_of(occurrence),
            "changes": change.describe(occurrence),
        }

    return Sample("events/mail/event_changed", state, context)


def _earlier(hours: int) -> Callable[[Occurrence], Change]:
    def before(occurrence: Occurrence) -> Change:
        new, earlier = date_range(occurrence), timedelta(hours=hours)
        return Change(times=DateRange(new.starts_at - earlier, new.ends_at - earlier))

    return before


def _of_new_time(language: str) -> dict[str, Any]:
    values = _signup_context(language, days=9)
    return {**values, "moved_from": format_dates(_occurrence(language, days=2))}


def _of_announcement(language: str) -> dict[str, Any]:
    values = _signup_context(language)
    del values["signup"]
    if language == "da":
        body = "Vi mødes ved **den røde port**.\n\n- Tag varmt tøj på\n- Husk en lygte\n\nVi ses!"
        return {**values, "subject": "Husk lygter i morgen", "body": body}
    body = "We meet at **the red gate**.\n\n- Dress warmly\n- Bring a torch\n\nSee you!"
    return {**values, "subject": "Bring a torch tomorrow", "body": body}


def _of_moderation(number: int, kind: str = "hide") -> Context:
    def context(language: str) -> dict[str, Any]:
        is_danish = language == "da"
        body = (
            "Det er altid *den samme nabo*, der larmer.\n\n- I går\n- I dag"
            if is_danish
            else "It is always *the same neighbour* who is noisy.\n\n- Yesterday\n- Today"
        )
        reason = (
            "Du nævner en nabo ved navn. Det må man ikke i forummet."
            if is_danish
            else "You name a neighbour. That is not allowed in the forum."
        )
        title = "Høj musik om natten" if is_danish else "Loud music at night"
        return {
            "thread": SimpleNamespace(title=title),
            "into": SimpleNamespace(
                title="Larm på havnen" if is_danish else "Noise at the harbour"
            ),
            "post": SimpleNamespace(number=number, body=body),
            "action": SimpleNamespace(
                reason=reason,
                kind=kind,
                until=timezone.now() + timedelta(days=7),
                get_rule_display=gettext_lazy("It is unkind, or goes for the person"),
            ),
            "url": f"{settings.BASE_URL}/{language}/forum/indlaeg/7/",
        }

    return context


def _of_appeal(language: str) -> dict[str, Any]:
    is_danish = language == "da"
    appeal = SimpleNamespace(
        text="Jeg mente det ikke sådan." if is_danish else "I did not mean it like that.",
        answer="Det står der stadig." if is_danish else "It still says so.",
    )
    return {"appeal": appeal, "url": f"{settings.BASE_URL}/{language}/forum/afgoerelse/7/"}


def _account_context(language: str) -> dict[str, Any]:
    """Return the variables of the mails about accounts."""
    page = f"{settings.BASE_URL}/{language}/"
    names = (
        *("url", "confirm_url", "cancel_url", "password_reset_url", "signup_url"),
        *("sign_in_url", "admin_url", "login_code_url", "security_url", "devices_url", "site_url"),
    )
    later = timezone.now() + timedelta(days=2)
    return {
        **dict.fromkeys(names, page),
        "site_name": site_name(language),
        "email": "grethe@example.org",
        "code": "4FK-7PM",
        "code_minutes": 5,
        "user_agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0",
        "timestamp": timezone.now(),
        "until": later,
        "change": SimpleNamespace(new_email="ny@example.org", expires_at=later),
        **{"from_email": "grethe@example.org", "to_email": "ny@example.org"},
        **{"deleted_email": "grethe@example.org", "posts": "keep"},
        **{"new_email": "ny@example.org", "old_email": "grethe@example.org"},
    }


def _of_held(language: str) -> dict[str, Any]:
    is_danish = language == "da"
    held = SimpleNamespace(
        thread_title="Hvem gik rundt på vejen?" if is_danish else "Who walked about in our street?",
        body="Det var en mand i sort jakke." if is_danish else "It was a man in a black jacket.",
        reason=(
            "Beskriv, hvad der skete, ikke hvordan nogen så ud."
            if is_danish
            else "Say what happened, not how somebody looked."
        ),
    )
    action = SimpleNamespace(
        reason=held.reason, get_rule_display=gettext_lazy("It shows or describes a suspect")
    )
    return {
        "held": held,
        "action": action,
        "url": f"{settings.BASE_URL}/{language}/forum/venter/7/",
    }


def _of_poll(language: str) -> dict[str, Any]:
    title = "Grill i parken" if language == "da" else "Barbecue in the park"
    return {
        "poll": SimpleNamespace(title=title),
        "has_voted": False,
        "title": title,
        "when": "12. juni kl. 17-19" if language == "da" else "12 June, 17:00–19:00",
        "place": "",
        "vote_url": f"{settings.BASE_URL}/{language}/forum/",
        "join_url": f"{settings.BASE_URL}/{language}/forum/",
    }


_STATES = (
    *(_of_signup("confirm"), _of_signup("confirm_waiting"), _of_signup("confirmed")),
    _of_signup("confirmed", "online", is_online=True),
    *(_of_signup("waiting"), _of_signup("offer"), _of_signup("offer", "one", party_size=1)),
    *(_of_signup("offer_lapsed"), _of_signup("promoted"), _of_signup("party_changed")),
    Sample("events/mail/moved", "", _of_new_time),
    *(_of_signup("reminder"), _of_signup("reminder", "in a week", days=7), _of_signup("thanks")),
    _of_signup("cancelled"),
    _of_signup("cancelled", "by organiser", values={"by_organiser": True}),
    _of_signup("cancelled", "waiting", values={"was": "waiting"}),
    _of_signup("cancelled", "offer", values={"was": "offered"}),
    _of_signup("event_cancelled", status=EventStatus.CANCELLED, status_reason="Storm."),
    _of_signup("event_postponed", status=EventStatus.POSTPONED, status_reason="Storm."),
    _of_change("time", _earlier(1)),
    _of_change("day", _earlier(48)),
    _of_change("place", lambda occurrence: Change(venue_changed=True)),
    _of_change(
        "online", lambda occurrence: Change(was="scheduled"), status=EventStatus.MOVED_ONLINE
    ),
    _of_change("after all", lambda occurrence: Change(was="cancelled")),
    _of_change("waiting", _earlier(1), signup_status=SignUp.Status.WAITING),
    _of_change("offered", _earlier(1), signup_status=SignUp.Status.OFFERED),
    Sample("events/mail/announcement", "", _of_announcement),
    *(
        Sample(f"campaigns/mail/{kind}", "", pledge_mails.context)
        for kind in ("pledge_confirm", "pledge_given", "pledge_reminder", "pledge_withdrawn")
    ),
    Sample(
        "campaigns/mail/pledge_given",
        "without a reminder",
        partial(pledge_mails.context, is_reminded=False),
    ),
    *(
        Sample(f"desk/mail/workflow_{kind}", "", workflow_mails.context)
        for kind in ("submitted", "approved", "rejected")
    ),
    Sample("forum/mail/post_hide", "", _of_moderation(2)),
    Sample("forum/mail/post_hide", "thread", _of_moderation(1)),
    Sample("forum/mail/post_restore", "", _of_moderation(2)),
    *(
        Sample("forum/mail/moderation_decision", kind, _of_moderation(1, kind))
        for kind in ("warn", "suspend", "ban", "redact", "lock", "move", "merge")
    ),
    Sample("forum/mail/moderation_undone", "", _of_moderation(2, "undo")),
    Sample("forum/mail/moderation_undone", "writing again", _of_moderation(2, "lift")),
    Sample("forum/mail/appeal_rejected", "", _of_appeal),
    Sample("forum/mail/held_approved", "", _of_held),
    Sample("forum/mail/held_refused", "", _of_held),
    *(
        Sample(f"forum/mail/anonymous_issue_{kind}", "", anonymous_issue_mails.context)
        for kind in anonymous_issue_mails.KINDS
    ),
    Sample("forum/mail/poll_vote", "", _of_poll),
    Sample("forum/mail/meetup_date", "", _of_poll),
    *(
        Sample(f"forum/mail/conversation_{kind}", "", help_mails.decided)
        for kind in help_mails.KINDS
    ),
    Sample("forum/mail/by_mail_refused", "", by_mail_mails.refused),
    Sample("forum/mail/by_mail_refused", "empty", by_mail_mails.empty),
    Sample("forum/mail/by_mail_refused", "merged", by_mail_mails.merged),
    Sample("forum/mail/by_mail_refused", "message", by_mail_mails.message_refused),
    Sample("forum/mail/by_mail_taken", "held", by_mail_mails.held),
    Sample("forum/mail/by_mail_taken", "files", by_mail_mails.without_files),
    Sample("forum/mail/by_mail_taken", "message", by_mail_mails.message_without_files),
    *(
        Sample("notifications/mail/digest", state, context)
        for state, context in notice_mails.STATES.items()
    ),
)


def samples() -> list[Sample]:
    """Return the samples: those with states above, and one for each other mail."""
    with_states = {sample.template for sample in _STATES}
    others = sorted(template_names() - with_states)
    return [*_STATES, *(Sample(template) for template in others)]
