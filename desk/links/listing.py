"""The links that a user may mend."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from wagtail.models import Page

from desk.dashboard import audience
from desk.dashboard.waiting_pages import editable_pages
from desk.models import ListedLink
from residents.models import User


def listed_links(user: User) -> "QuerySet[ListedLink]":
    """Return the links on pages that `user` may edit, the broken ones first.

    Editors of the whole site get those of its settings and partners, too.
    """
    of_pages = ContentType.objects.get_for_model(Page)
    shown = Q(content_type=of_pages, object_id__in=editable_pages(user).values("pk"))
    if audience.edits_the_site(user):
        shown |= ~Q(content_type=of_pages)
    is_external = Case(
        When(state=ListedLink.State.EXTERNAL, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return (
        ListedLink.objects.filter(shown)
        .prefetch_related("source")
        .order_by(is_external, "-since", "pk")
    )


def broken_links(user: User) -> "QuerySet[ListedLink]":
    """Return those that lead nowhere."""
    return listed_links(user).exclude(state=ListedLink.State.EXTERNAL)


def source_title(link: ListedLink) -> str:
    """Return the name of what has the link; "" if it was deleted since the check."""
    source = link.source
    if isinstance(source, Page):
        return str(source.get_admin_display_title())
    return str(source or "")
