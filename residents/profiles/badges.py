"""In what role somebody speaks. Badges come from groups and partner memberships, and only there."""

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
    """A word beside a name. `role` is a `Partner.Role` or `MODERATOR`, and decides the look."""

    role: str
    label: str


def author_marks(author: str = "author_id") -> dict[str, Combinable]:
    """Return the annotations that `badges_in` reads: no query for a row, and none for a page.

    `author` names the row's column with the person. Who belongs to several partners is shown with
    the most official one.
    """
    groups = User.groups.through.objects
    order = Case(
        When(partner__role=Partner.Role.POLICE, then=Value(0)),
        When(partner__role=Partner.Role.MUNICIPALITY, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    memberships = (
        PartnerMembership.objects.filter(user_id=OuterRef(author))
        .order_by(order, "pk")
        .values(badge=JSONObject(role="partner__role", name="partner__name"))
    )
    return {
        "author_is_moderator": Exists(
            groups.filter(user_id=OuterRef(author), group__name=MODERATORS)
        ),
        "author_partner": Subquery(memberships[:1]),
    }


def badges_in(row: Any) -> list[Badge]:
    """Return the badges of the person who wrote `row`; none if it was fetched without marks."""
    partner: Mapping[str, str] | None = getattr(row, "author_partner", None)
    badges = [of_member(partner["role"], partner["name"])] if partner else []
    if getattr(row, "author_is_moderator", False):
        badges.append(Badge(MODERATOR, _("Moderator")))
    return badges


def badges_of(user: User) -> list[Badge]:
    """Return the badges of one person. One query."""
    row = User.objects.filter(pk=user.pk).annotate(**author_marks("pk")).first()
    return badges_in(row) if row else []


def of_member(role: str, name: str) -> Badge:
    """Return the badge of a person who belongs to the partner `name` of that role."""
    return Badge(role, _("Police") if role == Partner.Role.POLICE else name)


def of_partner(partner: Partner) -> Badge:
    """Return the badge of a partner that speaks in its own name: what kind it is."""
    return Badge(partner.role, str(partner.get_role_display()))
