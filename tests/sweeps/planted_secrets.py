"""Plants of the secret-words sweep: what some readers may not see, each with a word of its own."""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.test import TestCase
from wagtail.models import PageViewRestriction

from campaigns.models import PledgeOffer
from events.models import Announcement
from forum.anonymous_issues import reporting
from forum.guard.check import check
from forum.help.conversations import open_conversation
from forum.models import AnonymousIssue, ChosenPicture, Draft, HelpBlock, Post, PostPicture, Thread
from forum.moderation import (
    anonymous_issues,
    appeals,
    held_posts,
    person_acts,
    post_acts,
    proposals,
    reports,
)
from forum.moderation.actions import hide_post
from forum.pictures import attaching
from forum.pictures.receiving import receive
from forum.threads import holding, own_thread
from notifications.models import Letter, PushSubscription
from notifications.notices import follows, topics
from residents.models import PartnerMembership, User
from tests import factories
from tests.core.images.pictures import photograph, upload
from tests.sweeps.site import Site

# Who may see each word. `author` has written it, or is concerned; `helper` has offered to help.
MODERATORS = frozenset({"moderator", "administrator"})
EDITORS = frozenset({"editor", "administrator"})
AUTHOR = frozenset({"author"})
MAY_SEE: dict[str, frozenset[str]] = {
    "hidden-post": AUTHOR | MODERATORS,
    "hidden-post-reason": AUTHOR | MODERATORS,
    "hidden-picture": AUTHOR | MODERATORS,
    "hidden-thread-title": AUTHOR | MODERATORS,
    "hidden-thread-body": AUTHOR | MODERATORS,
    "hidden-thread-place": AUTHOR | MODERATORS,
    "withdrawn-title": AUTHOR | MODERATORS,
    "withdrawn-body": AUTHOR | MODERATORS,
    "held-thread-title": AUTHOR | MODERATORS,
    "held-thread-body": AUTHOR | MODERATORS,
    "held-thread-tag": AUTHOR | MODERATORS,
    "held-picture": AUTHOR | MODERATORS,
    "held-reply": AUTHOR | MODERATORS,
    "held-edit": AUTHOR | MODERATORS,
    "refused-reply": AUTHOR | MODERATORS,
    "refused-reason": AUTHOR | MODERATORS,
    # In the copy of the author's own data (GDPR, art. 15).
    "redacted-version": AUTHOR | MODERATORS,
    "redaction-reason": AUTHOR | MODERATORS,
    "waiting-issue-title": MODERATORS,
    "waiting-issue-body": MODERATORS,
    "waiting-issue-place": MODERATORS,
    "refused-issue-title": MODERATORS,
    "refused-issue-body": MODERATORS,
    "help-message": AUTHOR | {"helper"},
    "draft": AUTHOR,
    "warning": AUTHOR | MODERATORS,
    "appeal": AUTHOR | MODERATORS,
    "report": MODERATORS,
    "proposal-reason": MODERATORS,
    "proposal-body": MODERATORS,
    "declined-reason": MODERATORS,
    "declined-answer": MODERATORS,
    "restricted-page": EDITORS,
    "draft-page": EDITORS,
    "draft-event": EDITORS,
    "letter": EDITORS,
    "announcement": EDITORS,
    "attendee-name": EDITORS,
    "companion-name": EDITORS,
    "last-name": AUTHOR | {"administrator"},
}
ADMINISTRATOR = frozenset({"administrator"})
# Addresses, each with the word of its plant. No page shows one, not even to organisers: the hub
# sends the mails. Administrators see those of accounts, and those in the outbox.
EMAILS = {
    "author": ADMINISTRATOR | AUTHOR,
    "helper": ADMINISTRATOR | {"helper"},
    "waiting-issue": ADMINISTRATOR,
    "reporter": ADMINISTRATOR,
    "attendee": ADMINISTRATOR,
    "pledge": ADMINISTRATOR,
}
READERS = (
    *("anonymous", "other", "newcomer", "suspended", "blocked", "member", "helper"),
    *("second_helper", "editor", "moderator", "administrator", "author"),
)


def word(name: str) -> str:
    """Return the secret word of a plant: one that stands nowhere else."""
    letters = "".join(letter for letter in name if letter.isalpha())
    return f"zq{letters}xv"


def address(name: str) -> str:
    """Return the secret e-mail address of a plant."""
    return f"{word('mail' + name)}@example.org"


# Every secret, with its readers.
SECRETS = {word(name): readers for name, readers in MAY_SEE.items() if readers} | {
    word("mail" + name): readers for name, readers in EMAILS.items()
}


@dataclass
class Garden:
    """What was planted."""

    users: dict[str, User]
    # The objects' keys by the name of the route's part, each list with what there is to hide.
    keys: dict[str, list[int | str]] = field(default_factory=dict)
    # Those of them that are not there for readers without the right.
    unreadable: dict[str, list[tuple[int, frozenset[str]]]] = field(default_factory=dict)
    # Addresses with a query that leads to a plant.
    queries: list[str] = field(default_factory=list)

    def add(self, part: str, key: int | str, readers: frozenset[str] | None = None) -> None:
        self.keys.setdefault(part, []).append(key)
        if readers is not None:
            self.unreadable.setdefault(part, []).append((int(key), readers))


def make_users(site: Site) -> dict[str, User]:
    """Return the readers with an account by name. All follow what might notify them."""
    users = {
        "author": factories.make_user(
            address("author"), "Wilma", display_name="Wilma", last_name=word("last-name")
        ),
        "other": site.users["other"],
        "moderator": site.users["moderator"],
        "administrator": site.users["administrator"],
        "editor": site.users["editor"],
        "newcomer": factories.make_user("newcomer@example.org", "Nina"),
        "suspended": factories.make_user("silenced@example.org", "Sus"),
        "blocked": factories.make_user("blocked@example.org", "Blok"),
        "member": factories.make_user("member@example.org", "Memo"),
        "helper": factories.make_user(address("helper"), "Helle"),
        "second_helper": factories.make_user("second@example.org", "Sanne"),
    }
    PartnerMembership.objects.create(
        partner=factories.make_partner("Boligen"), user=users["member"]
    )
    HelpBlock.objects.create(blocker=users["author"], blocked=users["blocked"])
    said = factories.make_thread(users["suspended"], site.theme, "Larm")
    person_acts.suspend(
        post=said.posts.get(),
        moderator=users["moderator"],
        rule="unkind",
        reason="Tone",
        until=factories.in_days(3),
    )
    for name, user in users.items():
        endpoint = f"https://push.example.org/{name}"
        PushSubscription.objects.create(
            user=user,
            endpoint=endpoint,
            endpoint_digest=PushSubscription.digest(endpoint),
            p256dh="key",
            auth="secret",
            session_key=name,
        )
        User.objects.filter(pk=user.pk).update(area=site.users["resident"].area)
        for topic in (
            topics.theme(site.theme.pk),
            topics.area(site.users["resident"].area.pk),
            *(topics.near(kind.value) for kind in Thread.Kind),
        ):
            follows.follow(user, topic)
        user.refresh_from_db()
    return users


def plant(site: Site) -> Garden:
    """Plant every secret, as forms do."""
    users = make_users(site)
    garden = Garden(users)
    with TestCase.captureOnCommitCallbacks(execute=True):
        thread = factories.make_thread(users["author"], site.theme, "Stien ved havnen")
        garden.add("thread_id", thread.pk)
        for user in users.values():
            follows.follow(user, topics.thread(thread.pk))
    plants = (_hidden, _withdrawn, _held, _redacted, _anonymous, _help, _acts, _proposals)
    for sow in (*plants, _pages, _people):
        with TestCase.captureOnCommitCallbacks(execute=True):
            sow(garden, site, thread)
    return garden


def _picture(post: Post, name: str) -> PostPicture:
    picture = receive(upload(photograph(size=(40, 30))), uploader=post.author)
    attaching.attach(post, [ChosenPicture(picture.pk, word(name))])
    return picture


def _hidden(garden: Garden, site: Site, thread: Thread) -> None:
    author, moderator = garden.users["author"], garden.users["moderator"]
    post = factories.make_reply(thread, author, f"Her er {word('hidden-post')}.")
    picture = _picture(post, "hidden-picture")
    garden.add("picture_id", picture.pk, AUTHOR | MODERATORS)
    hide_post(post=post, moderator=moderator, reason=word("hidden-post-reason"))
    garden.add("post_id", post.pk)
    whole = factories.make_thread(
        author,
        site.theme,
        f"Om {word('hidden-thread-title')}",
        kind="issue",
        body=f"Her er {word('hidden-thread-body')}.",
        place={"place": word("hidden-thread-place")},
        area=author.area,
    )
    hide_post(post=whole.posts.get(), moderator=moderator, reason="Spam")
    _not_there(garden, whole)
    garden.add("issue_id", whole.pk, AUTHOR | MODERATORS)


def _not_there(garden: Garden, thread: Thread) -> None:
    garden.add("thread_id", thread.pk, AUTHOR | MODERATORS)
    garden.add("post_id", thread.posts.get().pk, AUTHOR | MODERATORS)


def _withdrawn(garden: Garden, site: Site, _thread: Thread) -> None:
    withdrawn = factories.make_thread(
        garden.users["author"],
        site.theme,
        f"Om {word('withdrawn-title')}",
        body=f"Her er {word('withdrawn-body')}.",
    )
    own_thread.withdraw(thread=withdrawn)
    _not_there(garden, withdrawn)


def _held(garden: Garden, site: Site, thread: Thread) -> None:
    author, moderator = garden.users["author"], garden.users["moderator"]
    found = check(["Det var Kim Holm, der stjal den."], is_safety=False)
    common = {"author": author, "language": "da", "findings": found}
    picture = receive(upload(photograph(size=(40, 30))), uploader=author)
    waiting = [
        holding.hold(
            **common,
            body=f"Her er {word('held-thread-body')}.",
            title=f"Om {word('held-thread-title')}",
            tags=[word("held-thread-tag")],
            kind="discussion",
            theme=site.theme,
            pictures=[ChosenPicture(picture.pk, word("held-picture"))],
        ),
        holding.hold(**common, body=f"Her er {word('held-reply')}.", thread=thread),
        holding.hold(**common, body=word("held-edit"), post=thread.posts.get(number=1)),
    ]
    refused = holding.hold(**common, body=word("refused-reply"), thread=thread)
    held_posts.refuse(
        held=refused, moderator=moderator, rule="other", reason=word("refused-reason")
    )
    garden.add("picture_id", picture.pk, AUTHOR | MODERATORS)
    for each in (*waiting, refused):
        garden.add("held_id", each.pk, AUTHOR | MODERATORS)


def _redacted(garden: Garden, site: Site, thread: Thread) -> None:
    post = factories.make_reply(
        thread, garden.users["author"], f"Nøglen er {word('redacted-version')}."
    )
    post_acts.redact(
        post=post,
        body="Nøglen er […].",
        moderator=garden.users["moderator"],
        rule="privacy",
        reason=word("redaction-reason"),
    )
    garden.add("post_id", post.pk)


def _anonymous(garden: Garden, site: Site, _thread: Thread) -> None:
    for name in ("waiting-issue", "refused-issue"):
        reporting.report(
            name="Karen",
            email=address(name),
            title=f"Om {word(name + '-title')}",
            body=f"Her er {word(name + '-body')}.",
            theme=site.theme,
            area=None,
            place={"place": word(name + "-place")},
            language="da",
        )
        issue = AnonymousIssue.objects.latest("pk")
        reporting.confirm(issue)
        garden.add("anonymous_issue_id", issue.pk, MODERATORS)
    anonymous_issues.refuse(
        issue=issue, moderator=garden.users["moderator"], rule="other", reason="Spam"
    )


def _help(garden: Garden, site: Site, _thread: Thread) -> None:
    author, users = garden.users["author"], garden.users
    wanted = factories.make_thread(author, site.theme, "En stige", kind="help_wanted")
    talk = open_conversation(thread=wanted, helper=users["helper"], body=word("help-message"))
    open_conversation(thread=wanted, helper=users["second_helper"], body="Jeg har en.")
    garden.add("thread_id", wanted.pk)
    garden.add("conversation_id", talk.pk, AUTHOR | {"helper"})


def _acts(garden: Garden, site: Site, thread: Thread) -> None:
    author, moderator = garden.users["author"], garden.users["moderator"]
    post = factories.make_reply(thread, author, "Et skarpt svar.")
    person_acts.warn(post=post, moderator=moderator, rule="unkind", reason=word("warning"))
    action = post.moderation_actions.get()
    appeals.appeal(action=action, author=author, text=word("appeal"))
    reports.report_post(
        post=post,
        reporter=None,
        rule="unkind",
        text=word("report"),
        language="da",
        email=address("reporter"),
    )
    garden.add("action_id", action.pk, AUTHOR | MODERATORS)
    garden.add("post_id", post.pk)
    draft = Draft.objects.create(
        route="forum:reply", object_id=thread.pk, fields={"body": word("draft")}, writer=author
    )
    garden.add("/en/forum/draft/ token", draft.token)
    garden.queries.append(f"/en/forum/{thread.pk}/reply/?draft={draft.token}")


def _proposals(garden: Garden, site: Site, thread: Thread) -> None:
    partner = factories.make_partner("Klubben")
    proposer = factories.make_user("klub@example.org", "Klara", groups=("Moderators",))
    PartnerMembership.objects.create(partner=partner, user=proposer)
    post = factories.make_reply(thread, garden.users["author"], "Klubben svarer aldrig.")
    common = {"post": post, "moderator": proposer, "partner_id": partner.pk}
    texts = {"redact": ("proposal-reason", word("proposal-body")), "hide": ("declined-reason", "")}
    for kind, (reason, body) in texts.items():
        given = {"rule": "other", "reason": word(reason), "body": body}
        proposal, _is_new = proposals.propose(kind=kind, given=given, **common)
        garden.add("proposed_act_id", proposal.pk, MODERATORS)
    proposals.decline(
        proposal=proposal, moderator=garden.users["moderator"], answer=word("declined-answer")
    )


def _pages(garden: Garden, site: Site, _thread: Thread) -> None:
    editor = garden.users["editor"]
    # The admin makes no page private (`private_page_options`); Wagtail's own commands can. Events
    # have no restriction of their own.
    restricted = factories.make_standard_page(word("restricted-page"), slug="restricted")
    restriction = PageViewRestriction.objects.create(page=restricted, restriction_type="groups")
    restriction.groups.set(Group.objects.filter(name__in=["Editors", "Administrators"]))
    drafts = [
        factories.make_standard_page(word("draft-page"), slug="draft", live=False),
        factories.make_event_page(site.theme, word("draft-event"), slug="d", publish=False),
    ]
    for page in (restricted, *drafts):
        page.save_revision()
        garden.add("page_id", page.pk)
        garden.add("/api/v2/^pages/ pk", page.pk)
    texts = {
        name: {"da": {"subject": word(name), "body": word(name)}}
        for name in ("letter", "announcement")
    }
    letter = Letter.objects.create(
        author=editor, topic=topics.theme(site.theme.pk), texts=texts["letter"]
    )
    announcement = Announcement.objects.create(
        occurrence=site.page_occurrence, author=editor, texts=texts["announcement"]
    )
    garden.add("letter_id", letter.pk, EDITORS)
    garden.add("announcement_id", announcement.pk)


def _people(garden: Garden, site: Site, _thread: Thread) -> None:
    author = garden.users["author"]
    signup = factories.sign_up(
        site.page_occurrence,
        name=word("attendee-name"),
        email=address("attendee"),
        party_size=2,
        companions=[word("companion-name")],
    )
    garden.add("occurrence_id", site.page_occurrence.pk)
    garden.add("signup_id", signup.pk)
    here = site.page_occurrence.pk
    garden.queries.append(f"/en/events/{here}/organise/sign-up/{signup.pk}/")
    garden.add("person_id", author.pk)
    garden.queries.append("/admin/outbox/")
    for name in ("author", "helper"):
        garden.queries.append(f"/admin/users/edit/{garden.users[name].pk}/")
    offer = PledgeOffer.objects.get(pk=site.url_kwargs["offer_id"])
    factories.give_pledge(offer, address("pledge"), confirms=True)
