"""The sessions of a user, and readable names of their devices."""

from collections.abc import Iterable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from residents.models import User

# The first match counts: most user agents also name the browsers they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def active_sessions(user: User) -> QuerySet[UserSession]:
    """Return the unexpired sessions of `user`."""
    return UserSession.objects.filter(user=user, session_key__in=unexpired_keys())


def signed_in_keys(user: User, keys: Iterable[str]) -> set[str]:
    """Return those of the session `keys` with which `user` is signed in now.

    A change of the password ends the other sessions without deleting them, so the stored hash is
    compared, as Django does for each request.
    """
    if not user.is_active:
        return set()
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    live = Session.objects.filter(session_key__in=list(keys), expire_date__gt=timezone.now())
    return {
        session.session_key
        for session in live
        if (data := session.get_decoded()).get(SESSION_KEY) == str(user.pk)
        and any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), one) for one in hashes)
    }


def unexpired_keys() -> QuerySet[Any]:
    """Return the keys of all unexpired sessions, for a subquery."""
    return Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")


def delete_expired_sessions() -> int:
    """Delete allauth's rows of expired sessions; return how many. Called by `tick`.

    allauth deletes them only when their owner signs in the next time.
    """
    expired = UserSession.objects.exclude(session_key__in=unexpired_keys())
    deleted, _by_model = expired.delete()
    return deleted


def device_name(user_agent: str) -> str:
    """Return a name such as "Firefox on Windows", without versions."""
    browser = _first_match(_BROWSERS, user_agent)
    system = _first_match(_SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def _first_match(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for part, name in names if part in user_agent), "")
