"""The rules for personal data in Wagtail's models and in background tasks."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from residents.models import User
from residents.personal_data import privacy_notice
from residents.personal_data.registry import Column, Erasure, Person, Posts, Registry, Rule

_SITE_CONTENT = "It is the site's content, or the record of it; the name leaves with the account."
_SITE_CONTENT_WITHHELD = _(
    "This is the site’s content and not your data. It only says here that it was you."
)
# Wagtail has no Danish translations of these labels.
_OBJECT_LABEL = _("of what")
_CHANGED = Column("updated_at", _("changed"))
_LOG_COLUMNS = (Column("label", _OBJECT_LABEL), Column("action", _("action")), "timestamp")
_COMMENT_COLUMNS = (Column("text", _("text")), Column("created_at", _("written")))


def register(registry: Registry) -> None:
    """Register the rules of the staff's work."""
    registry.register(*_anonymised_models(), *_deleted_models(), OBJECT_LOG, TASKS)
    for model, *fields in (
        ("wagtailcore.Site", "site_name"),
        ("wagtailcore.Collection", "name"),
        ("wagtailcore.Workflow", "name"),
        ("wagtailcore.Task", "name"),
        ("wagtailcore.ReferenceIndex", "to_object_id"),
        ("wagtailembeds.Embed", "author_name", "provider_name"),
        ("taggit.Tag", "name"),
        ("wagtail_localize.StringTranslation", "tool_name"),
        ("auth.Group", "name"),
        ("auth.Permission", "name"),
    ):
        registry.declare_impersonal(model, *fields, reason="It is the name of a thing.")


def _own_file(row: Any) -> Iterable[FieldFile]:
    return [row.file]


def _anonymised_models() -> list[Rule]:
    """Return the rules of rows that stay, without the name, when their editor is erased."""

    def rule(
        model: str, person_fields: tuple[str, ...], *columns: str | Column, **more: Any
    ) -> Rule:
        return Rule(
            model=model,
            person_fields=person_fields,
            privacy_row=privacy_notice.EDITING,
            columns=columns,
            erasure=Erasure.ANONYMISE,
            reason=_SITE_CONTENT,
            **more,
        )

    uploaded = ("uploaded_by_user",)
    return [
        rule("wagtailcore.Page", ("owner", "locked_by"), "title", "first_published_at"),
        rule("wagtailcore.Revision", ("user",), Column("object_str", _OBJECT_LABEL), "created_at"),
        rule("wagtailcore.PageLogEntry", ("user",), *_LOG_COLUMNS),
        rule("wagtailcore.WorkflowState", ("requested_by",), "status", "created_at"),
        rule(
            "wagtailcore.TaskState",
            ("finished_by",),
            "status",
            "finished_at",
            Column("comment", _("comment")),
        ),
        rule("core.SiteImage", uploaded, "title", "created_at", files=_own_file),
        rule("core.SiteDocument", uploaded, "title", "created_at", files=_own_file),
        # Wagtail's default models, which the two above replace.
        rule("wagtailimages.Image", uploaded, "title", "created_at"),
        rule("wagtaildocs.Document", uploaded, "title", "created_at"),
        rule(
            "wagtail_localize.StringTranslation",
            ("last_translated_by",),
            Column("data", _("text")),
            _CHANGED,
            title=_("Translations"),
        ),
        rule(
            "wagtail_localize.SegmentOverride",
            ("last_translated_by",),
            _CHANGED,
            title=_("Changes made in a translation"),
        ),
    ]


def _deleted_models() -> list[Rule]:
    """Return the rules of rows that are deleted with their editor."""

    def rule(
        model: str, *columns: str | Column, person_fields: tuple[str, ...] = ("user",), **more: Any
    ) -> Rule:
        return Rule(
            model=model,
            person_fields=person_fields,
            privacy_row=privacy_notice.EDITING,
            columns=columns,
            erasure=Erasure.DELETE,
            **more,
        )

    return [
        rule(
            "wagtailcore.UploadedFile",
            Column("file", _("file")),
            title=_("Uploaded files"),
            person_fields=("uploaded_by_user",),
            files=_own_file,
        ),
        rule(
            "wagtailcore.PageSubscription",
            Column("page", _("page")),
            Column("comment_notifications", _("email about comments")),
            title=_("Pages you get emails about"),
        ),
        rule("wagtailcore.CommentReply", *_COMMENT_COLUMNS),
        rule(
            "wagtailcore.Comment",
            *_COMMENT_COLUMNS,
            person_fields=("user", "resolved_by"),
            find=_comments,
            erase=_erase_comments,
        ),
        rule(
            "wagtailcore.APIToken",
            "name",
            "created",
            "last_used_at",
            person_fields=("user", "name"),
            withheld=_(
                "The keys themselves are not included, because anyone who has them could use them."
            ),
        ),
        rule(
            "wagtailadmin.EditingSession",
            Column("last_seen_at", _("last seen")),
            title=_("What you are editing"),
        ),
        rule(
            "wagtailadmin.FormState",
            Column("last_updated_at", _("changed")),
            title=_("Forms you have not saved"),
            withheld=_SITE_CONTENT_WITHHELD,
        ),
        rule(
            "wagtailusers.UserProfile",
            "preferred_language",
            "current_time_zone",
            "theme",
            "submitted_notifications",
            "approved_notifications",
            "rejected_notifications",
            "updated_comments_notifications",
            files=lambda row: [row.avatar],
        ),
    ]


def _comments(person: Person) -> QuerySet[Any]:
    from wagtail.models import Comment

    return Comment.objects.filter(user=person.user)


def _erase_comments(person: Person, posts: Posts) -> None:
    from wagtail.models import Comment

    Comment.objects.filter(resolved_by=person.user).update(resolved_by=None)
    Comment.objects.filter(user=person.user).delete()


def _log_entries(person: Person) -> QuerySet[Any]:
    """Return the entries about what the person did and about changes to their account."""
    about = ContentType.objects.get_for_model(User)
    return ModelLogEntry.objects.filter(
        Q(user=person.user) | Q(content_type=about, object_id=str(person.user.pk))
    )


def _anonymise_log(person: Person, posts: Posts) -> None:
    about = ContentType.objects.get_for_model(User)
    # Entries about the account contain the person's name.
    ModelLogEntry.objects.filter(content_type=about, object_id=str(person.user.pk)).delete()
    ModelLogEntry.objects.filter(user=person.user).update(user=None)


OBJECT_LOG = Rule(
    model="wagtailcore.ModelLogEntry",
    person_fields=("user",),
    privacy_row=privacy_notice.EDITING,
    find=_log_entries,
    columns=_LOG_COLUMNS,
    erasure=Erasure.ANONYMISE,
    reason=_SITE_CONTENT,
    erase=_anonymise_log,
)


def _tasks(person: Person) -> QuerySet[DBTaskResult]:
    """Return the failed tasks whose traceback contains an address of the person."""
    mentions_person = Q()
    for address in person.addresses:
        mentions_person |= Q(traceback__icontains=address)
    return DBTaskResult.objects.filter(mentions_person)


TASKS = Rule(
    model="django_tasks_database.DBTaskResult",
    person_fields=("queue_name", "backend_name"),
    privacy_row=privacy_notice.SERVER_LOG,
    find=_tasks,
    title=_("Background tasks that failed"),
    columns=(Column("enqueued_at", _("when")),),
    withheld=_("Only when: the rest describes the program."),
    erasure=Erasure.DELETE,
)
