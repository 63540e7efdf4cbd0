"""The rules for personal data of the account itself and of signing in to it."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from residents.models import DataExport, User
from residents.personal_data import exports, privacy_notice
from residents.personal_data.registry import Column, Erasure, Person, Posts, Registry, Rule


def register(registry: Registry) -> None:
    """Register the rules of the account."""
    registry.register(*RULES)
    registry.add_privacy_rows(privacy_notice.COOKIES, privacy_notice.SERVER_LOG)
    registry.declare_impersonal("socialaccount.SocialApp", "name", reason="A provider's name.")
    registry.declare_impersonal("core.Area", "name", "postal_codes", reason="A town's.")
    registry.declare_impersonal("core.ThemeWording", "name", reason="A theme's.")
    registry.declare_impersonal("core.SiteWording", "name", "sent_mail_text", reason="The site’s.")
    registry.declare_impersonal("core.TagTranslation", "name", reason="A tag's.")
    registry.declare_impersonal(
        "core.Partner", "name", "contact_email", reason="An organisation's, and public."
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
    """Return the sessions of the account. A session names its user only in its encoded data."""
    user_pk = str(person.user.pk)
    unexpired = Session.objects.filter(expire_date__gt=timezone.now())
    keys = [
        session.session_key
        for session in unexpired.iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == user_pk
    ]
    return Session.objects.filter(session_key__in=keys)


def _end_sessions(person: Person, posts: Posts) -> None:
    """Delete the sessions through their store, since it may also keep them in the cache."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for key in _sessions(person).values_list("session_key", flat=True):
        store.delete(key)


def _delete_exports(person: Person, posts: Posts) -> None:
    exports.delete_archives(person.user)
    DataExport.objects.filter(user=person.user).delete()


RULES = (
    Rule(
        model="residents.User",
        person_fields=("email", "first_name", "last_name", "display_name"),
        privacy_row=privacy_notice.ACCOUNT,
        find=_the_user,
        title=_("Your account"),
        columns=(
            "email",
            "first_name",
            "last_name",
            "display_name",
            "about",
            "drawing",
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
        withheld=_("Your password is not included: not even we can read it."),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="residents.DataExport",
        person_fields=("user",),
        privacy_row=privacy_notice.OWN_DATA,
        title=_("Copies of your data"),
        columns=("state", "requested_at", "made_at", "expires_at", "fetched_at", "size"),
        erasure=Erasure.DELETE,
        erase=_delete_exports,
    ),
    Rule(
        model="residents.Suspension",
        person_fields=("user",),
        privacy_row=privacy_notice.ACCOUNT,
        title=_("Whether moderators have stopped you from writing"),
        columns=("until", "created_at"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="residents.PartnerMembership",
        person_fields=("user",),
        privacy_row=privacy_notice.ROLES,
        columns=("partner", "created_at"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="residents.User_groups",
        person_fields=("user",),
        privacy_row=privacy_notice.ROLES,
        title=_("Roles"),
        columns=(Column("group", _("role")),),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="residents.User_user_permissions",
        person_fields=("user",),
        privacy_row=privacy_notice.ROLES,
        title=_("Permissions"),
        columns=(Column("permission", _("permission")),),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="account.EmailAddress",
        person_fields=("user", "email"),
        privacy_row=privacy_notice.ACCOUNT,
        columns=("email", "verified", "primary"),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="account.EmailConfirmation",
        person_fields=(),
        privacy_row=privacy_notice.ACCOUNT,
        find=_confirmations,
        columns=("created", "sent"),
        withheld=_(
            "The keys of the links are not included, because anyone who has them could use them."
        ),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="socialaccount.SocialAccount",
        person_fields=("user",),
        privacy_row=privacy_notice.SIGNING_IN,
        title=_("Other ways to sign in"),
        columns=(
            "provider",
            Column("uid", _("your number there")),
            "last_login",
            "date_joined",
            "extra_data",
        ),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="socialaccount.SocialToken",
        person_fields=(),
        privacy_row=privacy_notice.SIGNING_IN,
        find=_tokens,
        title=_("Keys of other ways to sign in"),
        columns=("expires_at",),
        withheld=_(
            "The keys themselves are not included, because anyone who has them could use them."
        ),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="mfa.Authenticator",
        person_fields=("user",),
        privacy_row=privacy_notice.SIGNING_IN,
        title=_("Passkeys, apps and recovery codes"),
        columns=(
            "type",
            Column("name", _("name"), read=str),
            Column("created_at", _("created")),
            Column("last_used_at", _("last used")),
        ),
        withheld=_(
            "The keys themselves are not included, because anyone who has them could use them."
        ),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="residents.EmailChange",
        person_fields=("user", "new_email"),
        privacy_row=privacy_notice.ACCOUNT,
        columns=(
            "new_email",
            Column("created_at", _("asked for")),
            Column("old_confirmed_at", _("confirmed from the old address")),
            Column("new_confirmed_at", _("confirmed from the new address")),
        ),
        withheld=_(
            "The keys of the links are not included, because anyone who has them could use them."
        ),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="usersessions.UserSession",
        person_fields=("user", "ip", "user_agent"),
        privacy_row=privacy_notice.SIGNING_IN,
        title=_("Devices"),
        columns=(
            Column("created_at", _("since")),
            Column("last_seen_at", _("last seen")),
            Column("ip", _("IP address")),
            Column("user_agent", _("what the browser says about itself")),
        ),
        withheld=_(
            "The keys themselves are not included, because anyone who has them could use them."
        ),
        erasure=Erasure.DELETE,
    ),
    Rule(
        model="sessions.Session",
        person_fields=(),
        privacy_row=privacy_notice.SIGNING_IN,
        find=_sessions,
        title=_("Sessions"),
        columns=("expire_date",),
        withheld=_(
            "The keys themselves are not included, because anyone who has them could use them."
        ),
        erasure=Erasure.DELETE,
        erase=_end_sessions,
    ),
)
