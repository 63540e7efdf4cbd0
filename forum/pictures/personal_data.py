"""Personal data in pictures: the rule of the model, and its row of the privacy page."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.models import PostPicture
from residents.personal_data.privacy_notice import days, hours
from residents.personal_data.registry import Column, Erasure, PrivacyNoticeRow, Rule

PICTURES = PrivacyNoticeRow(
    name="pictures",
    title=_("Pictures in your posts"),
    what=_(
        "The pictures that you have chosen, without where and when they were taken, and what you "
        "have written about them."
    ),
    why=_("So your neighbours can see what your post is about."),
    how_long=lambda: (
        gettext(
            "As long as the post. A picture that you remove can be seen by moderators for another "
            "%(days)s. A picture that you do not send is deleted after %(hours)s."
        )
        % {"days": days(settings.ERASED_HISTORY_DAYS), "hours": hours(settings.DRAFT_HOURS)}
    ),
    depends_on=("ERASED_HISTORY_DAYS", "DRAFT_HOURS"),
)


def _file(row: PostPicture) -> Iterable[FieldFile]:
    return [row.file]


def _text_of(row: PostPicture) -> str:
    return str(row.post or row.held or "")


RULES = (
    Rule(
        model="forum.PostPicture",
        person_fields=("uploader",),
        privacy_row=PICTURES,
        find=lambda person: PostPicture.objects.filter(uploader=person.user).select_related(
            "post__thread", "held__thread"
        ),
        columns=(
            Column("post", _("post"), read=_text_of),
            "alt_text",
            "created_at",
            "removed_at",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Others have replied to the post.",
        # `erasure.anonymise_author`, called for posts, deletes them or removes the name.
        erase=lambda person, posts: None,
        files=_file,
    ),
)
