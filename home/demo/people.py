"""The people of the demo: staff, and neighbours who write."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.users.models import UserProfile

from core.models import Area, Partner
from home.demo.content_files import SOURCE, read
from residents.models import PartnerMembership, User
from residents.roles import ADMINISTRATORS, EDITORS, MODERATORS

GROUPS = {"administrator": ADMINISTRATORS, "editor": EDITORS, "moderator": MODERATORS}

People = dict[str, User]


def make_people(password: str) -> People:
    """Make the people and return them by their keys.

    Those with an account to try can sign in with `password`; the others cannot sign in. Whoever is
    there already is left alone, password and all.
    """
    return {person["key"]: _make(person, password) for person in read("people")["people"]}


def settle_people(people: People) -> None:
    """Give the newly made a town and words of their own, and the partners their members.

    Nobody is welcomed who was not asked: the people of the demo have lived here for long.
    """
    areas = {area.slug: area for area in Area.objects.all()}
    for person in read("people")["people"]:
        user = people[person["key"]]
        if user.welcomed_at is None:
            user.area = areas.get(person.get("area", ""))
            user.about = person.get("about", "")
            user.shows_area = person.get("shows_area", False)
            user.shows_posts = person.get("shows_posts", False)
            user.welcomed_at = timezone.now()
            user.save()
        if "partner" in person:
            partner = Partner.objects.get(slug=person["partner"])
            PartnerMembership.objects.get_or_create(partner=partner, user=user)


def accounts_to_make() -> list[tuple[str, str]]:
    """Return the address and the role of everyone who can sign in and is not there yet."""
    there = set(User.objects.values_list("email", flat=True))
    return [
        (person["email"], person["account"])
        for person in read("people")["people"]
        if "account" in person and person["email"] not in there
    ]


def make_up_password() -> str:
    """Return a password that can be typed: no characters that look like others."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


def _make(person: dict[str, Any], password: str) -> User:
    user = User.objects.filter(email__iexact=person["email"]).first()
    if user is not None:
        return user
    account = person.get("account", "")
    first_name, _, last_name = person["name"].partition(" ")
    user = User.objects.create_user(
        person["email"],
        password if account else None,
        first_name=first_name,
        last_name=last_name,
        language=person.get("language", SOURCE),
        is_superuser=account == "administrator",
        is_staff=account == "administrator",
    )
    if account in GROUPS:
        user.groups.add(Group.objects.get(name=GROUPS[account]))
        # Otherwise the admin follows the browser, and this one is in Danish.
        UserProfile.objects.create(user=user, preferred_language=SOURCE)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
