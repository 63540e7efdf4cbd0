"""Personal data in the forum: the rules of its models and the rows of the privacy page."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from forum import erasure
from forum.anonymous_issues import personal_data as anonymous_issues
from forum.by_mail import personal_data as by_mail
from forum.help import personal_data as help_data
from forum.meetups import personal_data as meetups
from forum.models import (
    Appeal,
    HeldPost,
    Issue,
    MeToo,
    ModerationAction,
    Post,
    PostReport,
    PostVersion,
    Thanks,
    Thread,
)
from forum.moderation import personal_data as proposals
from forum.pictures import personal_data as pictures
from forum.threads import personal_data as reading
from forum.threads import thanking
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

WRITING = PrivacyNoticeRow(
    name="writing",
    title=_("Your posts"),
    what=_("Your posts in the forum, and earlier versions of them."),
    why=_(
        "The forum is for everyone to read, and so is what you have edited. Only moderators can "
        "see what has been hidden, removed or edited out, if someone complains."
    ),
    how_long=lambda: (
        gettext(
            "As long as the forum exists, or until you delete your account and ask us to "
            "remove your posts. Moderators can see the removed posts for another %(days)s."
        )
        % {"days": days(settings.ERASED_HISTORY_DAYS)}
    ),
    depends_on=("ERASED_HISTORY_DAYS",),
)

MODERATING = PrivacyNoticeRow(
    name="moderating",
    title=_("The moderators’ work"),
    what=_(
        "What moderators have decided about your posts and about you, and why, and your complaints."
    ),
    why=_("By law, we must give reasons, and people must be able to complain."),
    how_long=lambda: gettext(
        "As long as the post is kept. The moderator’s name is removed when their "
        "account is deleted."
    ),
)

HOLDING = PrivacyNoticeRow(
    name="holding",
    title=_("Posts that wait for a moderator"),
    what=_("What you wrote when a moderator has to read it first, the decision, and its reason."),
    why=_("Nobody may be accused or described as a suspect here before somebody has read it."),
    how_long=lambda: (
        gettext("Until you withdraw it, or for %(days)s after a moderator has decided.")
        % {"days": days(settings.ERASED_HISTORY_DAYS)}
    ),
    depends_on=("ERASED_HISTORY_DAYS",),
)

REPORTING = PrivacyNoticeRow(
    name="reporting",
    title=_("Reports of posts"),
    what=_(
        "Which post you have reported and why, your email address if you want an answer, and what "
        "the moderators answered. The author of the post does not see who you are."
    ),
    why=_("So moderators can look at the post, and answer you."),
    how_long=lambda: (
        gettext("For %(days)s after a moderator has decided.")
        % {"days": days(settings.ERASED_HISTORY_DAYS)}
    ),
    depends_on=("ERASED_HISTORY_DAYS",),
)

SEEING_TOO = PrivacyNoticeRow(
    name="seeing-too",
    title=_("“I see it too”"),
    what=_("Which local issues you have said that you see too. Others see only how many do."),
    why=_("So those who mend things know how many it concerns, and so you are counted once."),
    how_long=lambda: gettext(
        "Until you take it back. When your account is deleted, only the number stays."
    ),
)

THANKING = PrivacyNoticeRow(
    name="thanking",
    title=_("Your thanks"),
    what=_("Which posts you have thanked for, and when."),
    why=_("So that they are counted once. Others see the number only."),
    how_long=lambda: gettext("Until you take them back, or delete your account."),
)

DRAFTS = PrivacyNoticeRow(
    name="drafts",
    title=_("Texts that could not be sent"),
    what=_("What you wrote in a form that you sent after you had been signed out."),
    why=_("So you can find it again when you have signed in."),
    how_long=lambda: (
        gettext("Until you send it, or for %(hours)s.") % {"hours": hours(settings.DRAFT_HOURS)}
    ),
    depends_on=("DRAFT_HOURS",),
)


def register(registry: Registry) -> None:
    """Register the rules of the forum's models."""
    registry.register(*meetups.RULES, *anonymous_issues.RULES, *RULES)


def _anonymise(person: Person, posts: Posts) -> None:
    erasure.anonymise_author(author=person.user, remove_texts=posts == Posts.REMOVE)


def _reports_of(person: Person) -> models.QuerySet[PostReport]:
    # An address counts once its owner has opened the mailed link.
    by_address = Q(email__in=person.addresses, email_confirmed_at__isnull=False)
    found = PostReport.objects.filter(Q(reporter=person.user) | by_address)
    return found.select_related("post__thread")


def _forget_reporter(person: Person, posts: Posts) -> None:
    own = Q(reporter=person.user) | Q(email__in=person.addresses)
    PostReport.objects.filter(own).update(reporter=None, email="", email_confirmed_at=None)


def _forget_who_sees_too(person: Person, posts: Posts) -> None:
    MeToo.objects.filter(user=person.user).update(user=None)


def _forget_appellant(person: Person, posts: Posts) -> None:
    """Remove the name and the words; an appeal that waits has nobody to answer any more."""
    own = Appeal.objects.filter(author=person.user)
    own.open().order_by().update(state=Appeal.State.REJECTED, answer="–", decided_at=timezone.now())
    own.update(author=None, text="")


def _describe_effect(person: Person) -> str:
    count = Post.objects.filter(author=person.user).count()
    if not count:
        return ""
    return ngettext(
        "%(count)d post in the forum: you choose below what happens to it.",
        "%(count)d posts in the forum: you choose below what happens to them.",
        count,
    ) % {"count": count}


def _answered_number(post: Post) -> int | str:
    return post.reply_to.number if post.reply_to else ""


def _merged_into(thread: Thread) -> str:
    """Return the address, which shows the title only to those who may read it."""
    return settings.BASE_URL + thread.merged_into.get_absolute_url() if thread.merged_into else ""


def _tag_names(thread: Thread) -> str:
    return ", ".join(tag.name for tag in thread.localized_tags)


RULES = (
    *help_data.RULES,
    *pictures.RULES,
    Rule(
        model="forum.Thread",
        # Who wrote last is shown in lists; the export has that post.
        person_fields=("author", "last_author", "guest_name"),
        find=lambda person: Thread.objects.filter(author=person.user).select_related("merged_into"),
        privacy_row=WRITING,
        columns=(
            "title",
            "kind",
            "theme",
            "area",
            Column("tags", _("tags"), read=_tag_names),
            "partner",
            "language",
            "created_at",
            "is_hidden",
            "closed_at",
            "withdrawn_at",
            Column("merged_into", _("merged into"), read=_merged_into),
        ),
        erasure=Erasure.ANONYMISE,
        reason="Others have replied in it.",
        # `erasure.anonymise_author`, called for posts, handles threads too.
        erase=lambda person, posts: None,
        lock=lambda person, wait: erasure.lock_threads(person.user, wait=wait),
        counts_as_use=True,
    ),
    Rule(
        model="forum.Post",
        person_fields=("author", "guest_name"),
        privacy_row=WRITING,
        find=lambda person: Post.objects.filter(author=person.user).select_related(
            "thread", "reply_to"
        ),
        columns=(
            Column("thread", _("thread"), read=lambda row: row.thread.title),
            "number",
            Column("reply_to", _("reply to post"), read=_answered_number),
            "partner",
            "body",
            "created_at",
            "edited_at",
            "is_hidden",
            "hidden_reason",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Others have replied to it.",
        erase=_anonymise,
        erasure_preview=_describe_effect,
        counts_as_use=True,
    ),
    Rule(
        model="forum.Issue",
        person_fields=(),
        privacy_row=WRITING,
        find=lambda person: Issue.objects.filter(thread__author=person.user),
        columns=(
            Column("thread", _("thread"), read=lambda row: row.thread.title),
            "place",
            "latitude",
            "longitude",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Others have replied to it.",
        # `erasure.anonymise_author`, called for posts, removes the place with the texts.
        erase=lambda person, posts: None,
    ),
    Rule(
        model="forum.MeToo",
        person_fields=("user",),
        privacy_row=SEEING_TOO,
        columns=(
            Column("issue", _("thread"), read=lambda row: row.issue.thread.title),
            "created_at",
        ),
        erasure=Erasure.ANONYMISE,
        reason="The number of neighbours who see the issue stays right.",
        erase=_forget_who_sees_too,
    ),
    Rule(
        model="forum.HeldPost",
        person_fields=("author", "decided_by"),
        privacy_row=HOLDING,
        # A moderator’s decisions are of texts of others.
        find=lambda person: HeldPost.objects.filter(author=person.user),
        columns=(
            Column("thread_title", _("thread"), read=lambda row: row.thread_title),
            "body",
            "tags",
            "place",
            "created_at",
            "state",
            "reason",
            "decided_at",
        ),
        erasure=Erasure.DELETE,
        counts_as_use=True,
    ),
    Rule(
        model="forum.Thanks",
        person_fields=("person",),
        privacy_row=THANKING,
        find=lambda person: Thanks.objects.filter(person=person.user).select_related(
            "post__thread"
        ),
        columns=(Column("post", _("of the post"), read=lambda row: str(row.post)), "created_at"),
        erasure=Erasure.DELETE,
        erase=lambda person, posts: thanking.remove_thanks_of(person.user),
        counts_as_use=True,
    ),
    Rule(
        model="forum.PostReport",
        person_fields=("reporter", "email", "decided_by"),
        privacy_row=REPORTING,
        find=_reports_of,
        columns=(
            Column("post", _("of the post"), read=lambda row: str(row.post)),
            "rule",
            "text",
            "email",
            "created_at",
            "state",
            "answer",
            "decided_at",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Moderators still have to look at the post.",
        erase=_forget_reporter,
        counts_as_use=True,
    ),
    Rule(
        model="forum.Draft",
        person_fields=("writer",),
        privacy_row=DRAFTS,
        columns=(
            Column("route", _("the form")),
            Column("fields", _("what you wrote in it")),
            "created_at",
        ),
        erasure=Erasure.DELETE,
    ),
    *by_mail.RULES,
    *reading.RULES,
    Rule(
        model="forum.PostVersion",
        person_fields=(),
        privacy_row=WRITING,
        find=lambda person: PostVersion.objects.filter(post__author=person.user),
        columns=(
            Column("post", _("of the post")),
            "title",
            "place",
            "body",
            "written_at",
            "replaced_at",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Moderators need them for a time to handle complaints.",
        # `erasure.anonymise_author`, called for posts, marks them; `tick` deletes them later.
        erase=lambda person, posts: None,
    ),
    Rule(
        model="forum.Appeal",
        person_fields=("author", "first_moderator", "decided_by"),
        privacy_row=MODERATING,
        # A moderator’s decisions are about texts of others.
        find=lambda person: Appeal.objects.filter(author=person.user),
        columns=("text", "created_at", "state", "answer", "decided_at"),
        erasure=Erasure.ANONYMISE,
        reason="The law requires a record of complaints, and of how they ended.",
        erase=_forget_appellant,
        counts_as_use=True,
    ),
    *proposals.RULES,
    Rule(
        model="forum.ModerationAction",
        person_fields=("moderator", "person", "proposer"),
        privacy_row=MODERATING,
        find=lambda person: ModerationAction.objects.filter(
            Q(moderator=person.user) | Q(person=person.user) | Q(proposer=person.user)
        ),
        title=_("What moderators decided about you, and what you did as a moderator"),
        columns=("kind", "rule", "reason", "until", "created_at"),
        erasure=Erasure.ANONYMISE,
        reason="The law requires a record of what was hidden, and why.",
        # The log is append-only; deleting the account sets the field to NULL.
        erase=lambda person, posts: None,
    ),
)
