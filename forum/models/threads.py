"""Threads: the conversations of the forum."""

import datetime
from collections.abc import Hashable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.search import index

from core.models import Area, Partner, Theme
from core.models.searchable import Searchable
from core.object_urls import object_url
from core.tags import LocalizedTag, search_texts, tags_by_id
from forum.models.authorship import Authored
from forum.models.help_states import HelpState, state_label
from forum.models.issue_status import CLOSED, IssueStatus
from forum.models.thread_queries import ThreadQuerySet

if TYPE_CHECKING:
    from forum.models.posts import Post

# Of the replies; a longer thread would take the worker too long.
SEARCHABLE_CHARACTERS = 400_000


# The filters of the list, in every combination, by the name of the index for it. Few threads may
# have both of two values that many have, so no other index would find them without reading many.
_FILTERED_LISTS = {
    "thread_by_activity": [],
    "thread_in_theme_by_activity": ["theme"],
    "thread_in_area_by_activity": ["area"],
    "thread_of_kind_by_activity": ["kind", "is_settled"],
    "thread_theme_area_by_activity": ["theme", "area"],
    "thread_theme_kind_by_activity": ["theme", "kind", "is_settled"],
    "thread_area_kind_by_activity": ["area", "kind", "is_settled"],
    "thread_all_three_by_activity": ["theme", "area", "kind", "is_settled"],
    # Only threads of one kind have a status.
    "thread_of_status_by_activity": ["status"],
    "thread_theme_status_activity": ["theme", "status"],
    "thread_area_status_activity": ["area", "status"],
    "thread_theme_area_status": ["theme", "area", "status"],
}
# Other orders of the list, and the threads without a reply, with each filter alone: combinations
# are sorted (`forum.threads.thread_pages`). The feed has the newest, too.
_OTHER_LISTS = {
    "by_start": ["-created_at"],
    "in_theme_by_start": ["theme", "-created_at"],
    "in_area_by_start": ["area", "-created_at"],
    "of_kind_by_start": ["kind", "is_settled", "-created_at"],
    "of_status_by_start": ["status", "-created_at"],
    "most_thanked": ["-thanks_count"],
    "theme_most_thanked": ["theme", "-thanks_count"],
    "area_most_thanked": ["area", "-thanks_count"],
    "kind_most_thanked": ["kind", "is_settled", "-thanks_count"],
    "status_most_thanked": ["status", "-thanks_count"],
    "unanswered": ["post_count", "-last_activity_at"],
    "theme_unanswered": ["theme", "post_count", "-last_activity_at"],
    "area_unanswered": ["area", "post_count", "-last_activity_at"],
    "kind_unanswered": ["kind", "is_settled", "post_count", "-last_activity_at"],
}


class Thread(Searchable, index.Indexed, Authored):
    """A thread: a first post and its replies. Readers of all languages see it untranslated."""

    class Kind(models.TextChoices):
        DISCUSSION = "discussion", _("Discussion")
        ISSUE = "issue", _("Local issue")
        HELP_WANTED = "help_wanted", _("Help wanted")
        HELP_OFFERED = "help_offered", _("Help offered")
        GIVE_AWAY = "give_away", _("Give away, lost and found")
        MEETUP = "meetup", _("Meetup")

        @property
        def icon(self) -> str:
            return self.value.replace("_", "-")

        @property
        def hint(self) -> str:
            """A sentence for those who choose what kind of thread to start."""
            hints = {
                self.DISCUSSION: gettext("Talk about something, or ask a question."),
                self.ISSUE: gettext("Something where you live does not work or needs mending."),
                self.HELP_WANTED: gettext("You could use a hand."),
                self.HELP_OFFERED: gettext("You can do something for others."),
                self.GIVE_AWAY: gettext("Something to give away, or something lost or found."),
                self.MEETUP: gettext("Find somebody to do something with."),
            }
            return hints[self]

        @property
        def near_label(self) -> str:
            """Label of the topic "threads of this kind in the follower's own area"."""
            return gettext("%(kind)s near me") % {"kind": self.label}

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DISCUSSION)
    title = models.CharField(_("title"), max_length=120)
    # Indexes of lists begin with these two, so they need none of their own.
    theme = models.ForeignKey(
        Theme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="threads",
        verbose_name=_("theme"),
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="threads",
        verbose_name=_("area"),
    )
    # None once the account is erased.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        related_name="threads",
    )
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now)
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    # Of the first post, 0 while it is hidden: a copy for the list of the most thanked.
    thanks_count = models.PositiveIntegerField(_("thanks"), default=0, editable=False)
    # For lists; `forum.threads.list_summary` keeps them like the posts. Few delete their account,
    # and fewer partners go, so only the person has an index.
    excerpt = models.CharField(max_length=200, blank=True, default="", editable=False)
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    last_partner = models.ForeignKey(
        Partner,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
    )
    tags = models.ManyToManyField(
        Tag, through="forum.ThreadTag", blank=True, related_name="threads", verbose_name=_("tags")
    )
    # The same tags, so that lists need no query for them (`forum.threads.tagging`).
    tag_ids = models.JSONField(default=list, blank=True, editable=False)
    # Of an issue; `forum.issues.status` changes it.
    status = models.CharField(
        _("status"), max_length=13, choices=IssueStatus, blank=True, editable=False
    )
    # Copies of `HelpRequest`, for lists: its state, or "", and whether it is no longer open.
    help_state = models.CharField(
        _("state"), max_length=10, choices=HelpState, blank=True, editable=False
    )
    is_settled = models.BooleanField(_("settled"), default=False, editable=False)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    # The reply that the starter or a moderator has chosen (`forum.threads.answering`).
    answer = models.ForeignKey(
        "forum.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # When the starter ended the thread, so that nobody can reply; or took it out of the forum.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # The thread that this one repeats (`forum.moderation.merging`). Protected: it answers for both.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged_threads",
        verbose_name=_("merged into"),
    )
    # Moderators lock threads, so that nobody replies, and pin them above the lists.
    is_locked = models.BooleanField(_("locked"), default=False)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_example = models.BooleanField(_("example"), default=False)

    objects = ThreadQuerySet.as_manager()

    search_kind = "thread"
    search_fields = [index.SearchField("title")]
    is_searched_in_admin = False

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        permissions = [("moderate", _("Can hide and restore posts in the forum"))]
        indexes = [
            *(
                models.Index(fields=[*filters, "-last_activity_at", "-id"], name=name)
                for name, filters in _FILTERED_LISTS.items()
            ),
            *(
                models.Index(fields=[*fields, "-id"], name=f"thread_{name}")
                for name, fields in _OTHER_LISTS.items()
            ),
            models.Index(
                fields=["author", "-last_activity_at", "-id"], name="thread_of_author_by_activity"
            ),
            # For those above the lists; few are pinned.
            models.Index(
                fields=["-last_activity_at", "-id"],
                condition=Q(is_pinned=True),
                name="thread_pinned",
            ),
            # For the page of the other thread; few are merged.
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="thread_merged_into",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(is_hidden=True),
                name="thread_withdrawn_is_hidden",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(is_hidden=True),
                name="thread_merged_is_hidden",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="thread_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(status="") | Q(kind="issue"), name="thread_status_of_issue"
            ),
            models.CheckConstraint(
                condition=Q(guest_name="") | Q(author__isnull=True, partner__isnull=True),
                name="thread_of_guest_has_no_author",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return object_url("forum:thread", self.pk)

    def subject_texts(self) -> list[str]:
        return [
            self.title,
            *self._post_texts()[:1],
            *(self.area.search_texts if self.area else ()),
            *(search_texts(self.tags.all(), self.language) if self.tag_ids else ()),
        ]

    def mentioning_texts(self) -> list[str]:
        return self._post_texts()[1:]

    def search_language(self) -> str:
        return self.language

    def is_found_in_every_language(self) -> bool:
        return True

    def search_readers(self) -> int | None:
        return (self.author_id or 0) if self.is_hidden else None

    def search_activity(self) -> datetime.datetime:
        return self.last_activity_at

    def _post_texts(self) -> list[str]:
        """Return the first post and the replies, without hidden ones, as two texts."""
        shown = self.posts.filter(is_hidden=False)
        texts = {number: [body] for number, body in shown.values_list("number", "body")}
        # What their pictures show, in the words of who has uploaded them.
        described = shown.filter(pictures__removed_at=None, pictures__alt_text__gt="")
        ordered = described.order_by("number", "pictures__number")
        for number, alt_text in ordered.values_list("number", "pictures__alt_text"):
            # A post may be new since the first query.
            if number in texts:
                texts[number].append(alt_text)
        first, *replies = ["\n".join(each) for each in texts.values()] or [""]
        return [first, "\n".join(replies)[:SEARCHABLE_CHARACTERS]]

    @property
    def url(self) -> str:
        """The same as `get_absolute_url`, for templates that show Wagtail pages too."""
        return self.get_absolute_url()

    @property
    def shown(self) -> tuple[Hashable, ...]:
        """What the row of a list shows of it, as the key of a held piece of a page."""
        return (
            *(self.pk, self.kind, self.title, self.language, self.area_name, self.post_count),
            *(self.last_activity_at, self.is_hidden, self.is_example, *self.author_shown),
            *(self.status, self.help_state),
            *(self.answer_id is not None, self.closed_at is not None),
            *(self.is_locked, self.is_pinned, self.excerpt, self.last_writer, self.thanks_count),
        )

    @property
    def localized_tags(self) -> tuple[LocalizedTag, ...]:
        """Its tags with their names in the active language."""
        if not self.tag_ids:
            return ()
        known = tags_by_id()
        return tuple(known[pk] for pk in self.tag_ids if pk in known)

    @property
    def shown_answer(self) -> "Post | None":
        """The chosen answer, if everybody may read it."""
        is_shown = self.answer is not None and not (self.answer.is_hidden or self.answer.removed_at)
        return self.answer if is_shown else None

    @property
    def reply_count(self) -> int:
        return max(self.post_count - 1, 0)

    @property
    def asks_for_nothing(self) -> bool:
        """Whether nobody can reply any more, or what it was about is settled."""
        is_done = self.is_settled or self.status in CLOSED
        return is_done or self.closed_at is not None or self.is_locked

    @property
    def last_writer(self) -> str:
        """The name under which the last reply was written; "" without replies."""
        if not self.reply_count:
            return ""
        if self.last_partner:
            return self.last_partner.name_for_reader
        if self.last_author:
            return self.last_author.public_name
        # The one reply without an account is that of the reporter of an issue.
        return self.guest_name or str(_("A former resident"))

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)

    @property
    def issue_status(self) -> IssueStatus | None:
        return IssueStatus(self.status) if self.status else None

    @property
    def kind_and_status(self) -> str:
        """The kind in words, for an issue with its status."""
        status = self.issue_status
        return f"{self.kind_label}: {status.label}" if status else self.kind_label

    @property
    def kind_icon(self) -> str:
        return self.Kind(self.kind).icon

    @property
    def is_about_crime(self) -> bool:
        return self.theme is not None and self.theme.is_about_crime

    @property
    def help_label(self) -> str:
        """The state of a thread about help, in words; "" for other threads."""
        return state_label(self.kind, self.help_state)

    @property
    def area_name(self) -> str:
        return self.area.name if self.area else ""
