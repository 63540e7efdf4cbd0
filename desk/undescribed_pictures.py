"""Pictures without a description for those who do not see them, and their line on the dashboard.

Uploads need a description, or the mark that the picture is decoration only (WCAG 2.2, 1.1.1).
Pictures from before that rule may have neither.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from core.models import SiteImage
from desk.dashboard.waiting import MOST, Item, Section, register, section
from desk.draft_pictures import pictures_in_drafts
from residents.models import User


def edits_pictures(user: User) -> bool:
    """Return whether `user` may change any picture."""
    policy = policy_registry.get_by_type(SiteImage)
    return bool(policy.user_has_any_permission(user, ["change"]))


def undescribed_pictures(user: User) -> "QuerySet[SiteImage]":
    """Return those that `user` may change, the ones in use first; `is_used` says which are.

    A picture in a draft is in use: it will be published with it.
    """
    policy = policy_registry.get_by_type(SiteImage)
    editable: QuerySet[SiteImage] = policy.instances_user_has_any_permission_for(user, ["change"])
    uses = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(SiteImage),
        to_object_id=Cast(OuterRef("pk"), CharField()),
    )
    found = editable.filter(description="", is_decorative=False)
    in_drafts = pictures_in_drafts() if found.exists() else set()
    is_used = ExpressionWrapper(Q(Exists(uses)) | Q(pk__in=in_drafts), BooleanField())
    return found.annotate(is_used=is_used).order_by("-is_used", "-created_at", "-pk")


@register
def without_description(user: User) -> Section | None:
    """Return the pictures without a description that `user` may change."""
    found = undescribed_pictures(user)
    rows = list(found[: MOST + 1])
    if not rows:
        return None
    count = len(rows) if len(rows) <= MOST else found.count()
    title = ngettext(
        "%(count)d picture without a description",
        "%(count)d pictures without a description",
        count,
    ) % {"count": count}
    items = [
        Item(row.title, reverse("wagtailimages:edit", args=[row.pk]), at=row.created_at)
        for row in rows
    ]
    return section(title, "image", items, all_url=reverse("desk_undescribed_pictures"))
