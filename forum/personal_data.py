"""What is stored of those who write in the forum, and what becomes of it when they leave."""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.models import ModerationAction
from residents.personal_data.registry import Column, Erasure, Registry, Rule, Told
from residents.personal_data.told import days, hours

WRITING = Told(
    name="writing",
    title=_("What you write"),
    what=_("What you write in the forum, and what it said before you changed it."),
    why=_(
        "The forum is there to be read by all. Moderators see earlier texts when somebody "
        "complains."
    ),
    how_long=lambda: (
        gettext(
            "As long as the forum exists, or until you erase your account and ask for your texts "
            "to be removed. Moderators can see the removed texts for another %(days)s."
        )
        % {"days": days(settings.ERASED_HISTORY_DAYS)}
    ),
    depends_on=("ERASED_HISTORY_DAYS",),
)

MODERATING = Told(
    name="moderating",
    title=_("The moderators' work"),
    what=_("What moderators have hidden or shown again, and why."),
    why=_("The law wants reasons to be given, and decisions to be open to complaint."),
    how_long=lambda: gettext(
        "As long as the post is kept. The moderator's name goes with the moderator's account."
    ),
)

DRAFTS = Told(
    name="drafts",
    title=_("Texts that could not be sent"),
    what=_("What you wrote in a form that you sent when you were no longer signed in."),
    why=_("So that you find it again when you have signed in."),
    how_long=lambda: (
        gettext("Until you send it, or for %(hours)s.") % {"hours": hours(settings.DRAFT_HOURS)}
    ),
    depends_on=("DRAFT_HOURS",),
)


def register(registry: Registry) -> None:
    """Add the rules."""
    registry.register(*RULES)


RULES = (
    Rule(
        model="forum.Thread",
        refers=("author",),
        told=WRITING,
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
        because="Others have answered in it.",
        shows_use=True,
    ),
    Rule(
        model="forum.Post",
        refers=("author",),
        told=WRITING,
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
        because="Others' answers would hang in the air.",
        shows_use=True,
    ),
    Rule(
        model="forum.Draft",
        refers=("writer",),
        told=DRAFTS,
        columns=("route", "fields", "created_at"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="forum.ModerationAction",
        refers=("moderator",),
        told=MODERATING,
        find=lambda person: ModerationAction.objects.filter(moderator=person.user),
        title=_("What you did as a moderator"),
        columns=("kind", "reason", "created_at"),
        erasure=Erasure.ANONYMISE,
        because="The law wants a record of what was hidden, and why.",
        # The log is append-only. Deleting the account empties the field.
        erase=lambda person, posts: None,
    ),
)
