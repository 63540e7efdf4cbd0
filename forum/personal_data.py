"""Personal data in the forum: the rules of its models and the rows of the privacy page."""

from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from forum import erasure
from forum.models import HeldPost, ModerationAction, Post, PostVersion
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
        "The forum is for everyone to read. Moderators can see earlier versions if "
        "someone complains."
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
    what=_("What moderators have hidden or shown again, and why."),
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
    registry.register(*RULES)


def _anonymise(person: Person, posts: Posts) -> None:
    erasure.anonymise_author(author=person.user, remove_texts=posts == Posts.REMOVE)


def _describe_effect(person: Person) -> str:
    count = Post.objects.filter(author=person.user).count()
    if not count:
        return ""
    return ngettext(
        "%(count)d post in the forum: you choose below what happens to it.",
        "%(count)d posts in the forum: you choose below what happens to them.",
        count,
    ) % {"count": count}


RULES = (
    Rule(
        model="forum.Thread",
        person_fields=("author",),
        privacy_row=WRITING,
        columns=(
            "title",
            "kind",
            "theme",
            "area",
            "partner",
            "language",
            "created_at",
            "is_hidden",
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
        person_fields=("author",),
        privacy_row=WRITING,
        columns=(
            Column("thread", _("thread"), read=lambda row: row.thread.title),
            "number",
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
        model="forum.HeldPost",
        person_fields=("author", "decided_by"),
        privacy_row=HOLDING,
        # A moderator’s decisions are of texts of others.
        find=lambda person: HeldPost.objects.filter(author=person.user),
        columns=(
            Column("thread_title", _("thread"), read=lambda row: row.thread_title),
            "body",
            "created_at",
            "state",
            "reason",
            "decided_at",
        ),
        erasure=Erasure.DELETE,
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
    Rule(
        model="forum.PostVersion",
        person_fields=(),
        privacy_row=WRITING,
        find=lambda person: PostVersion.objects.filter(post__author=person.user),
        columns=(Column("post", _("of the post")), "body", "written_at", "replaced_at"),
        erasure=Erasure.ANONYMISE,
        reason="Moderators need them for a time to handle complaints.",
        # `erasure.anonymise_author`, called for posts, marks them; `tick` deletes them later.
        erase=lambda person, posts: None,
    ),
    Rule(
        model="forum.ModerationAction",
        person_fields=("moderator",),
        privacy_row=MODERATING,
        find=lambda person: ModerationAction.objects.filter(moderator=person.user),
        title=_("What you did as a moderator"),
        columns=("kind", "reason", "created_at"),
        erasure=Erasure.ANONYMISE,
        reason="The law requires a record of what was hidden, and why.",
        # The log is append-only; deleting the account sets the field to NULL.
        erase=lambda person, posts: None,
    ),
)
