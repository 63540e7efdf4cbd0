"""The rules of Wagtail's own models and of background tasks: what staff leave behind."""

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

_SITE = "It is the site's content, or the record of it; the name leaves with the account."
_OTHERS = _("It is the site's content and no data of yours; only that it was you is given here.")
# Wagtail has no Danish for these.
_OF = _("of what")
_CHANGED = Column("updated_at", _("changed"))
_LOGGED = (Column("label", _OF), Column("action", _("action")), "timestamp")
_SAID = (Column("text", _("text")), Column("created_at", _("written")))


def register(registry: Registry) -> None:
    """Add the rules."""
    registry.register(*_made_by_editors(), *_of_editors_alone(), LOG_OF_OBJECTS, TASKS)
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
        registry.nothing_personal(model, *fields, because="It is the name of a thing.")


def _own_file(row: Any) -> Iterable[FieldFile]:
    return [row.file]


def _made_by_editors() -> list[Rule]:
    """Return the rules of what stays when its editor leaves."""

    def rule(model: str, refers: tuple[str, ...], *columns: str | Column, **more: Any) -> Rule:
        return Rule(
            model=model,
            refers=refers,
            told=privacy_notice.EDITING,
            columns=columns,
            erasure=Erasure.ANONYMISE,
            because=_SITE,
            **more,
        )

    uploaded = ("uploaded_by_user",)
    return [
        rule("wagtailcore.Page", ("owner", "locked_by"), "title", "first_published_at"),
        rule("wagtailcore.Revision", ("user",), Column("object_str", _OF), "created_at"),
        rule("wagtailcore.PageLogEntry", ("user",), *_LOGGED),
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
        # Wagtail's own, in whose place the two above stand.
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
            title=_("What is different in a translation"),
        ),
    ]


def _of_editors_alone() -> list[Rule]:
    """Return the rules of what goes when its editor leaves."""

    def rule(
        model: str, *columns: str | Column, refers: tuple[str, ...] = ("user",), **more: Any
    ) -> Rule:
        return Rule(
            model=model,
            refers=refers,
            told=privacy_notice.EDITING,
            columns=columns,
            erasure=Erasure.DELETE,
            **more,
        )

    return [
        rule(
            "wagtailcore.UploadedFile",
            Column("file", _("file")),
            title=_("Uploaded files"),
            refers=("uploaded_by_user",),
            files=_own_file,
        ),
        rule(
            "wagtailcore.PageSubscription",
            Column("page", _("page")),
            Column("comment_notifications", _("mail about comments")),
            title=_("Pages you are told of"),
        ),
        rule("wagtailcore.CommentReply", *_SAID),
        rule(
            "wagtailcore.Comment",
            *_SAID,
            refers=("user", "resolved_by"),
            find=_comments,
            erase=_erase_comments,
        ),
        rule(
            "wagtailcore.APIToken",
            "name",
            "created",
            "last_used_at",
            refers=("user", "name"),
            withheld=_("The keys themselves are left out: whoever has them could use them."),
        ),
        rule(
            "wagtailadmin.EditingSession",
            Column("last_seen_at", _("last seen")),
            title=_("What you are editing"),
        ),
        rule(
            "wagtailadmin.FormState",
            Column("last_updated_at", _("changed")),
            title=_("Forms that you have not saved"),
            withheld=_OTHERS,
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
    """Return what the person did, and what was done to the account."""
    about = ContentType.objects.get_for_model(User)
    return ModelLogEntry.objects.filter(
        Q(user=person.user) | Q(content_type=about, object_id=str(person.user.pk))
    )


def _forget_in_log(person: Person, posts: Posts) -> None:
    about = ContentType.objects.get_for_model(User)
    # They name the person, and what they tell of is gone.
    ModelLogEntry.objects.filter(content_type=about, object_id=str(person.user.pk)).delete()
    ModelLogEntry.objects.filter(user=person.user).update(user=None)


LOG_OF_OBJECTS = Rule(
    model="wagtailcore.ModelLogEntry",
    refers=("user",),
    told=privacy_notice.EDITING,
    find=_log_entries,
    columns=_LOGGED,
    erasure=Erasure.ANONYMISE,
    because=_SITE,
    erase=_forget_in_log,
)


def _tasks(person: Person) -> QuerySet[DBTaskResult]:
    """Return the tasks that speak of the person: in a fault's description, if at all."""
    speaks = Q()
    for address in person.addresses:
        speaks |= Q(traceback__icontains=address)
    return DBTaskResult.objects.filter(speaks)


TASKS = Rule(
    model="django_tasks_database.DBTaskResult",
    refers=("queue_name", "backend_name"),
    told=privacy_notice.SERVER_LOG,
    find=_tasks,
    title=_("Background work that failed"),
    columns=(Column("enqueued_at", _("when")),),
    withheld=_("Only when it was: the rest describes the program."),
    erasure=Erasure.DELETE,
)
