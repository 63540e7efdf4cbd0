"""The rules of the account itself, and of how one signs in to it."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from residents.models import DataExport, User
from residents.personal_data import exports, told
from residents.personal_data.registry import Column, Erasure, Person, Posts, Registry, Rule


def register(registry: Registry) -> None:
    """Add the rules."""
    registry.register(*RULES)
    registry.tell(told.COOKIES, told.SERVER_LOG)
    registry.nothing_personal("socialaccount.SocialApp", "name", because="A provider's name.")
    registry.nothing_personal("core.Area", "name", "postal_codes", because="A town's.")
    registry.nothing_personal("core.ThemeWording", "name", because="A theme's.")
    registry.nothing_personal(
        "core.Partner", "name", "contact_email", because="An organisation's, and public."
    )


def _the_user(person: Person) -> QuerySet[User]:
    return User.objects.filter(pk=person.user.pk)


def _confirmations(person: Person) -> QuerySet[Any]:
    from allauth.account.models import EmailConfirmation

    return EmailConfirmation.objects.filter(email_address__user=person.user)


def _tokens(person: Person) -> QuerySet[Any]:
    from allauth.socialaccount.models import SocialToken

    return SocialToken.objects.filter(account__user=person.user)


def _sessions(person: Person) -> QuerySet[Session]:
    """Return the sessions of the account. They know it only inside what is packed up in them."""
    own = str(person.user.pk)
    running = Session.objects.filter(expire_date__gt=timezone.now())
    keys = [
        session.session_key
        for session in running.iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == own
    ]
    return Session.objects.filter(session_key__in=keys)


def _end_sessions(person: Person, posts: Posts) -> None:
    """End the sessions through their store, which may keep them in the cache as well."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for key in _sessions(person).values_list("session_key", flat=True):
        store.delete(key)


def _withdraw_exports(person: Person, posts: Posts) -> None:
    exports.withdraw_all(person.user)
    DataExport.objects.filter(user=person.user).delete()


RULES = (
    Rule(
        model="residents.User",
        refers=("email", "first_name", "last_name", "display_name"),
        told=told.ACCOUNT,
        find=_the_user,
        title=_("Your account"),
        columns=(
            "email",
            "first_name",
            "last_name",
            "display_name",
            "about",
            "area",
            "language",
            "shows_area",
            "shows_posts",
            "date_joined",
            "last_login",
            "welcomed_at",
            "is_active",
            "is_staff",
            "is_superuser",
        ),
        withheld=_("Your password is left out: not even we can read it."),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="residents.DataExport",
        refers=("user",),
        told=told.OWN_DATA,
        columns=("state", "requested_at", "made_at", "expires_at", "fetched_at", "size"),
        erasure=Erasure.DELETE,
        erase=_withdraw_exports,
    ),
    Rule(
        model="residents.PartnerMembership",
        refers=("user",),
        told=told.ROLES,
        columns=("partner", "created_at"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="residents.User_groups",
        refers=("user",),
        told=told.ROLES,
        title=_("Roles"),
        columns=(Column("group", _("role")),),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="residents.User_user_permissions",
        refers=("user",),
        told=told.ROLES,
        title=_("Permissions"),
        columns=(Column("permission", _("permission")),),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="account.EmailAddress",
        refers=("user", "email"),
        told=told.ACCOUNT,
        columns=("email", "verified", "primary"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="account.EmailConfirmation",
        refers=(),
        told=told.ACCOUNT,
        find=_confirmations,
        columns=("created", "sent"),
        withheld=_("The keys of links are left out: whoever has them could use them."),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="socialaccount.SocialAccount",
        refers=("user",),
        told=told.SIGNING_IN,
        columns=("provider", "uid", "last_login", "date_joined", "extra_data"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="socialaccount.SocialToken",
        refers=(),
        told=told.SIGNING_IN,
        find=_tokens,
        columns=("expires_at",),
        withheld=_("The keys themselves are left out: whoever has them could use them."),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="mfa.Authenticator",
        refers=("user",),
        told=told.SIGNING_IN,
        columns=("type", Column("name", _("name"), read=str), "created_at", "last_used_at"),
        withheld=_("The keys themselves are left out: whoever has them could use them."),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="residents.EmailChange",
        refers=("user", "new_email"),
        told=told.ACCOUNT,
        columns=("new_email", "created_at", "old_confirmed_at", "new_confirmed_at"),
        withheld=_("The keys of links are left out: whoever has them could use them."),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="usersessions.UserSession",
        refers=("user", "ip", "user_agent"),
        told=told.SIGNING_IN,
        title=_("Devices"),
        columns=("created_at", "last_seen_at", "ip", "user_agent"),
        withheld=_("The keys themselves are left out: whoever has them could use them."),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="sessions.Session",
        refers=(),
        told=told.SIGNING_IN,
        find=_sessions,
        title=_("Sessions"),
        columns=("expire_date",),
        withheld=_("The keys themselves are left out: whoever has them could use them."),
        erasure=Erasure.DELETE,
        erase=_end_sessions,
    ),
)
