"""Factories of test data. Nothing is random."""

import datetime
import itertools
import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from campaigns.models import CampaignPage, KitPage, Pledge, PledgeOffer
from campaigns.pledges import giving
from core.models import Area, Partner, Theme, ThemeWording
from events.models import Event, EventText, Occurrence, SignUp
from events.pages.calendar_page import CalendarPage
from events.pages.event_page import EventPage
from events.signups import registration
from events.signups.registration import SignUpRequest
from forum.anonymous_issues import reporting
from forum.guard.check import check
from forum.meetups.from_poll import choose_date
from forum.models import (
    AnonymousIssue,
    HeldPost,
    Meetup,
    Poll,
    PollDate,
    Post,
    PostReport,
    Thread,
    Voter,
)
from forum.moderation import reports
from forum.polls import proposing, voting
from forum.polls.proposing import NewDate
from forum.threads import holding, posting
from home.models import HomePage, StandardPage, ThemePage
from residents.models import User

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def make_user(email: str, first_name: str, *, groups: tuple[str, ...] = (), **fields: Any) -> User:
    """Make a user with a verified e-mail address and `PASSWORD`."""
    user = User.objects.create_user(
        email,
        PASSWORD,
        first_name=first_name,
        last_name=fields.pop("last_name", "Jensen"),
        welcomed_at=fields.pop("welcomed_at", timezone.now()),
        **fields,
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> None:
    """Sign `user` in, by default with a second factor."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa" if second_factor else "password", "at": time.time()}
    ]
    session.save()


def make_theme(slug: str = "traffic-safety", **fields: Any) -> Theme:
    """Make a theme that is named "<Slug> (<language>)" in every language."""
    defaults = {"colour": "brick", "icon": "shield", "order": next(_numbers)}
    theme = Theme.objects.create(slug=slug, **{**defaults, **fields})
    key = None
    for code, _name in settings.LANGUAGES:
        wording = ThemeWording(
            theme=theme,
            name=f"{slug.replace('-', ' ').capitalize()} ({code})",
            summary=f"About {slug}.",
            locale=Locale.objects.get(language_code=code),
        )
        if key:
            wording.translation_key = key
        wording.save()
        key = wording.translation_key
    return theme


def make_area(name: str = "Hirtshals", postal_codes: str = "9850") -> Area:
    """Make an area."""
    return Area.objects.create(name=name, slug=name.lower(), postal_codes=postal_codes)


def make_partner(name: str = "Hjørring Kommune", role: str = "municipality") -> Partner:
    """Make a partner."""
    return Partner.objects.create(name=name, slug=f"partner-{next(_numbers)}", role=role)


def front_page(language: str = "da") -> HomePage:
    """Return the front page, which the migrations make."""
    return HomePage.objects.get(locale__language_code=language)


def calendar_page(language: str = "da") -> CalendarPage:
    """Return the calendar, which the migrations make."""
    return CalendarPage.objects.get(locale__language_code=language)


def make_theme_page(theme: Theme, language: str = "da", **fields: Any) -> ThemePage:
    """Make the live page of a theme."""
    title = fields.pop("title", f"{theme.slug.capitalize()} ({language})")
    page = ThemePage(title=title, slug=fields.pop("slug", theme.slug), theme=theme, **fields)
    parent = front_page(language)
    page.locale = parent.locale
    return parent.add_child(instance=page)


def make_standard_page(title: str = "Om os", language: str = "da", **fields: Any) -> StandardPage:
    """Make a live standard page."""
    parent = front_page(language)
    page = StandardPage(title=title, locale=parent.locale, **fields)
    return parent.add_child(instance=page)


def make_campaign(parent: ThemePage, title: str = "Lås din dør", **fields: Any) -> CampaignPage:
    """Make a live campaign under a theme page."""
    page = CampaignPage(title=title, summary="En kampagne.", locale=parent.locale, **fields)
    return parent.add_child(instance=page)


def kit_step(title: str = "Lås døren.", **fields: Any) -> dict[str, Any]:
    """Return a step as a kit stores it."""
    return {"type": "step", "id": str(uuid.uuid4()), "value": {"title": title, **fields}}


def make_kit(parent: Page, title: str = "Sikr dit hjem", *steps: str, **fields: Any) -> KitPage:
    """Make a kit with steps of these titles, or those in `fields`."""
    stored = fields.pop("steps", [kit_step(each) for each in steps])
    page = KitPage(title=title, locale=parent.locale, steps=json.dumps(stored), **fields)
    return parent.add_child(instance=page)


def make_campaigns_of_each_phase(parent: ThemePage) -> None:
    """Make a campaign that is over, one to come and one that runs; their titles say so."""
    day, today = datetime.timedelta(days=1), timezone.localdate()
    make_campaign(parent, "over", ends_on=today - day)
    make_campaign(parent, "coming", starts_on=today + day)
    make_campaign(parent, "running", starts_on=today, ends_on=today)


def make_event_page(
    theme: Theme,
    title: str = "Nabocafé",
    language: str = "da",
    *,
    publish: bool = True,
    **fields: Any,
) -> EventPage:
    """Make an event page under the calendar; by default publish it, which makes its event."""
    starts_at = fields.pop("starts_at", at_five_in(7))
    parent = calendar_page(language)
    page = EventPage(
        title=title,
        theme=theme,
        starts_at=starts_at,
        ends_at=fields.pop("ends_at", starts_at + datetime.timedelta(hours=2)),
        locale=parent.locale,
        live=False,
        **fields,
    )
    parent.add_child(instance=page)
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def make_event_translation(source: EventPage, title: str, **fields: Any) -> EventPage:
    """Make the live English translation of a Danish event page."""
    page = make_event_page(source.theme, title, "en", publish=False, **fields)
    page.translation_key = source.translation_key
    translation_source, _created = TranslationSource.update_or_create_from_instance(source)
    Translation.objects.create(source=translation_source, target_locale=page.locale)
    page.save()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def make_event_text(event: Event, language: str = "da", **fields: Any) -> EventText:
    """Make the text of an event without a page."""
    tags = fields.pop("tags", ())
    text = EventText.objects.create(
        event=event, language=language, **{"title": event.title, "is_original": True, **fields}
    )
    text.tags.set([Tag.objects.get_or_create(name=name, slug=name)[0] for name in tags])
    return text


def make_occurrence(theme: Theme, *, capacity: int | None = 10, **fields: Any) -> Occurrence:
    """Make an occurrence of a published event without a page."""
    starts_at = fields.pop("starts_at", at_five_in(7))
    event_fields = {
        name: fields.pop(name)
        for name in ("title", "area", "organiser", "is_published", "venue", "is_online")
        if name in fields
    }
    event = Event.objects.create(
        theme=theme, **{"title": "Nabocafé", "is_published": True, **event_fields}
    )
    return Occurrence.objects.create(
        event=event,
        recurrence_id=starts_at,
        starts_at=starts_at,
        ends_at=fields.pop("ends_at", starts_at + datetime.timedelta(hours=2)),
        capacity=capacity,
        **fields,
    )


def make_thread(
    author: User, theme: Theme | None, title: str = "Glatte stier", **fields: Any
) -> Thread:
    """Make a thread with its first post."""
    return posting.start_thread(
        **{
            "author": author,
            "theme": theme,
            "title": title,
            "kind": Thread.Kind.DISCUSSION,
            "body": "Stien ved havnen er *glat* om morgenen.",
            "area": None,
            "language": "da",
            **fields,
        }
    )


def make_reply(thread: Thread, author: User, body: str = "Enig!") -> Post:
    """Make a reply to `thread`."""
    return posting.reply(thread=thread, author=author, body=body)


def make_poll(
    thread: Thread, author: User, *, seats: Sequence[int | None] = (None, None), **fields: Any
) -> Poll:
    """Make a date poll with a date a week from now, and one on each day after that."""
    dates = [
        NewDate(
            at_five_in(7 + number), at_five_in(7 + number) + datetime.timedelta(hours=2), places
        )
        for number, places in enumerate(seats)
    ]
    return proposing.propose(
        thread=thread,
        author=author,
        **{
            "title": "Grill i parken",
            "place": "Anlægget",
            "closes_at": in_days(5),
            "dates": dates,
            **fields,
        },
    )


def make_voter(
    poll: Poll, date: PollDate, email: str = "karen@example.org", answer: str = "yes"
) -> Voter:
    """Make a voter without an account who has used the mailed link."""
    voting.ask_by_email(poll=poll, name="Karen", email=email, answers={}, language="en")
    voter = poll.voters.get(email=email)
    voting.vote_by_link(voter=voter, answers={date.pk: answer}, version=poll.version)
    return voter


def make_meetup(thread: Thread, author: User, **fields: Any) -> Meetup:
    """Make a meetup out of a poll on the first of two dates."""
    capacity = fields.pop("capacity", None)
    poll = make_poll(thread, author, **fields)
    date = poll.dates.all()[0]
    return choose_date(poll=poll, date=date, place=poll.place, capacity=capacity)[0]


def make_held_post(thread: Thread, author: User) -> HeldPost:
    """Make a reply that waits for a moderator."""
    body = "Det var Kim Holm, der stjal den."
    found = check([body], is_safety=False)
    return holding.hold(
        thread=thread, author=author, body=body, language=thread.language, findings=found
    )


def make_anonymous_issue(*, is_confirmed: bool = True) -> AnonymousIssue:
    """Make an issue without an account, which waits for a moderator if it is confirmed."""
    reporting.report(
        name="",
        email="karen@example.org",
        title="Lygten ved broen er slukket",
        body="Den har været slukket siden mandag.",
        theme=None,
        area=None,
        place={},
        language="da",
    )
    issue = AnonymousIssue.objects.latest("pk")
    if is_confirmed:
        reporting.confirm(issue)
        issue.refresh_from_db()
    return issue


def make_report(post: Post, reporter: User | None = None, email: str = "") -> PostReport:
    """Make a report of `post`, by default without an account."""
    reports.report_post(
        post=post, reporter=reporter, rule="unkind", text="", language="da", email=email
    )
    return PostReport.objects.latest("pk")


def at_five_in(days: int) -> datetime.datetime:
    """Return 17:00 local time in `days` days: two hours later it is still the same day."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(17)))


def in_days(days: float) -> datetime.datetime:
    """Return the aware time in `days` days, on the full minute."""
    later = timezone.now() + datetime.timedelta(days=days)
    return later.replace(second=0, microsecond=0)


def sign_up(
    occurrence: Occurrence,
    *,
    name: str = "Karen Holm",
    email: str = "karen@example.org",
    party_size: int = 1,
    language: str = "en",
    user: User | None = None,
    waits: bool = False,
    attempt: Any = None,
    **fields: Any,
) -> SignUp:
    """Sign a party up as the form does: pending without an account, confirmed with one."""
    party = SignUpRequest(
        name=name, email=email, size=party_size, language=language, user=user, **fields
    )
    return registration.sign_up(occurrence=occurrence, party=party, waits=waits, attempt=attempt)


def pledge_block(promise: str = "Jeg låser min cykel.", **fields: Any) -> dict[str, Any]:
    """Return a pledge block, as a StreamField stores it."""
    value = {"promise": promise, "details": "", "givers": ["resident"], "milestones": [], **fields}
    value["milestones"] = [
        {"type": "item", "value": number, "id": str(uuid.uuid4())} for number in value["milestones"]
    ]
    return {"type": "pledge", "value": value, "id": str(uuid.uuid4())}


def make_offer(
    theme: Theme, *, campaign: dict[str, Any] | None = None, **fields: Any
) -> PledgeOffer:
    """Make a published campaign that offers one promise; return the offer."""
    page = make_campaign(
        make_theme_page(theme, slug=f"{theme.slug}-{next(_numbers)}"),
        body=json.dumps([pledge_block(**fields)]),
        **(campaign or {}),
    )
    page.save_revision().publish()
    return PledgeOffer.objects.get(campaign_key=page.translation_key)


def update_block(title: str = "Lygterne lyser", *, days_ago: int = 0, **fields: Any) -> Any:
    """Return the block of an update, as a StreamField stores it."""
    on = timezone.localdate() - datetime.timedelta(days=days_ago)
    value = {"date": on.isoformat(), "title": title, "text": "", "is_result": False, **fields}
    return {"type": "update", "value": value, "id": str(uuid.uuid4())}


def publish_update(campaign_key: uuid.UUID, **fields: Any) -> None:
    """Publish an update on the Danish page of a campaign."""
    page = CampaignPage.objects.get(translation_key=campaign_key, locale__language_code="da")
    page.updates = json.dumps([update_block(**fields)])
    page.save_revision().publish()


def give_pledge(
    offer: PledgeOffer, email: str = "karen@example.org", *, confirms: bool = False, **fields: Any
) -> Pledge:
    """Make a pledge as the form does: pending without an account, unless it `confirms`."""
    request = giving.PledgeRequest(email=email, **{"language": "en", **fields})
    pledge = giving.give(offer=offer, request=request)
    if confirms:
        giving.confirm(pledge)
        pledge.refresh_from_db()
    return pledge
