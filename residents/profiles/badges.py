"""Badges that show an author's role. They come from groups and partner memberships only."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.caching.held_values import HeldValues
from core.models import Partner
from core.models.partners import translated_name
from residents.models import PartnerMembership, User
from residents.roles import MODERATORS

MODERATOR = "moderator"
# Of several partners of one person, the most official one gives the badge.
_OFFICIAL_FIRST = (Partner.Role.POLICE, Partner.Role.MUNICIPALITY)


@dataclass(frozen=True, slots=True)
class Badge:
    """A label beside a name. `role`, a `Partner.Role` or `MODERATOR`, selects its style."""

    role: str
    label: str


@dataclass(frozen=True, slots=True)
class _Roles:
    """The few people who have badges: the moderators, and role and names of members' partners."""

    moderators: frozenset[int]
    # The role, the name, and the names in other languages.
    partners: Mapping[int, tuple[str, str, dict[str, str]]]


_roles: HeldValues[_Roles] = HeldValues()


def badges_of(person_id: int | None) -> list[Badge]:
    """Return the badges of the person with that primary key. No query for what is held."""
    if person_id is None:
        return []
    roles = _roles.get("all", _load_roles)
    badges = []
    if partner := roles.partners.get(person_id):
        role, name, translated = partner
        language = get_language() or ""
        badges.append(member_badge(role, translated_name(name, translated, language)))
    if person_id in roles.moderators:
        badges.append(Badge(MODERATOR, _("Moderator")))
    return badges


def _load_roles() -> _Roles:
    """Load the roles, with two queries."""
    groups = User.groups.through.objects.filter(group__name=MODERATORS)
    memberships = PartnerMembership.objects.order_by("pk").values_list(
        "user_id", "partner__role", "partner__name", "partner__translated_names"
    )
    partners: dict[int, tuple[str, str, dict[str, str]]] = {}
    for user_id, *partner in sorted(memberships, key=lambda row: _rank(row[1])):
        partners.setdefault(user_id, tuple(partner))
    return _Roles(frozenset(groups.values_list("user_id", flat=True)), partners)


def _rank(role: str) -> int:
    ranks = {official: number for number, official in enumerate(_OFFICIAL_FIRST)}
    return ranks.get(Partner.Role(role), len(ranks))


def member_badge(role: str, name: str) -> Badge:
    """Return the badge of a member of the partner `name` with that role."""
    return Badge(role, _("Police") if role == Partner.Role.POLICE else name)


def partner_badge(partner: Partner) -> Badge:
    """Return the badge of a partner that writes in its own name: the label of its role."""
    return Badge(partner.role, str(partner.get_role_display()))
