"""Badges that show an author's role. They come from groups and partner memberships only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core.models import Partner
from residents.models import PartnerMembership, User
from residents.roles import MODERATORS

MODERATOR = "moderator"


@dataclass(frozen=True, slots=True)
class Badge:
    """A label beside a name. `role`, a `Partner.Role` or `MODERATOR`, selects its style."""

    role: str
    label: str


def badge_annotations(author: str = "author_id") -> dict[str, Combinable]:
    """Return the annotations that `badges_in` reads, so that badges need no query of their own.

    `author` is the column with the person's primary key. A person who belongs to several partners
    has the badge of the most official one: police, then municipality, then others.
    """
    groups = User.groups.through.objects
    official_first = Case(
        When(partner__role=Partner.Role.POLICE, then=Value(0)),
        When(partner__role=Partner.Role.MUNICIPALITY, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    memberships = (
        PartnerMembership.objects.filter(user_id=OuterRef(author))
        .order_by(official_first, "pk")
        .values(badge=JSONObject(role="partner__role", name="partner__name"))
    )
    return {
        "author_is_moderator": Exists(
            groups.filter(user_id=OuterRef(author), group__name=MODERATORS)
        ),
        "author_partner": Subquery(memberships[:1]),
    }


def badges_in(row: Any) -> list[Badge]:
    """Return the badges of the author of `row`; none if it lacks the `badge_annotations`."""
    partner: Mapping[str, str] | None = getattr(row, "author_partner", None)
    badges = [member_badge(partner["role"], partner["name"])] if partner else []
    if getattr(row, "author_is_moderator", False):
        badges.append(Badge(MODERATOR, _("Moderator")))
    return badges


def badges_of(user: User) -> list[Badge]:
    """Return the badges of one person, with one query."""
    row = User.objects.filter(pk=user.pk).annotate(**badge_annotations("pk")).first()
    return badges_in(row) if row else []


def member_badge(role: str, name: str) -> Badge:
    """Return the badge of a member of the partner `name` with that role."""
    return Badge(role, _("Police") if role == Partner.Role.POLICE else name)


def partner_badge(partner: Partner) -> Badge:
    """Return the badge of a partner that writes in its own name: the label of its role."""
    return Badge(partner.role, str(partner.get_role_display()))
