"""The people of the demo: staff and residents."""

import datetime
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

# How long ago they made their accounts.
MEMBERS_FOR = datetime.timedelta(days=120)

People = dict[str, User]


def make_people(password: str) -> People:
    """Make the people and return them by key.

    Those with an `account` in the content can sign in with `password`. Existing users are left
    unchanged, passwords included.
    """
    return {person["key"]: _make(person, password) for person in read("people")["people"]}


def complete_profiles(people: People) -> None:
    """Fill in the profiles of new people, and make the partners' members.

    People count as welcomed, so that signing in does not lead to the onboarding.
    """
    areas = {area.slug: area for area in Area.objects.all()}
    for person in read("people")["people"]:
        user = people[person["key"]]
        if user.welcomed_at is None:
            user.area = areas.get(person.get("area", ""))
            user.about = person.get("about", "")
            user.drawing = person.get("drawing", "")
            user.shows_area = person.get("shows_area", False)
            user.shows_posts = person.get("shows_posts", False)
            user.welcomed_at = timezone.now()
            # Nothing is unread for people that is older than their account.
            user.date_joined = user.welcomed_at - MEMBERS_FOR
            user.save()
        if "partner" in person:
            partner = Partner.objects.get(slug=person["partner"])
            PartnerMembership.objects.get_or_create(partner=partner, user=user)


def accounts_to_make() -> list[tuple[str, str]]:
    """Return the address and role of each account that does not exist yet."""
    existing = set(User.objects.values_list("email", flat=True))
    return [
        (person["email"], person["account"])
        for person in read("people")["people"]
        if "account" in person and person["email"] not in existing
    ]


def generate_password() -> str:
    """Return a password that is easy to type, without characters that look alike."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


def _make(person: dict[str, Any], password: str) -> User:
    user = User.objects.filter(email=person["email"]).first()
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
    # An account whose description says more than its group names the group apart.
    group = person.get("group", account)
    if group in GROUPS:
        user.groups.add(Group.objects.get(name=GROUPS[group]))
        # Otherwise the admin is in the language of the browser.
        UserProfile.objects.create(user=user, preferred_language=SOURCE)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
