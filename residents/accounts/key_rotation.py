"""Sessions survive a new SECRET_KEY.

Django accepts a session that a key of SECRET_KEY_FALLBACKS has signed, and gives it another session
key. The rows that belong to the session would then be lost (devices, push messages), and allauth,
which looks into a user's other sessions at each sign-in, would end them. So sessions are signed
with the new key first: when their owner comes, and in `tick` for the others.
"""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from residents.models import User

# Seconds between two looks at all sessions while there are fallback keys.
_LOOK_SECONDS = 60 * 60
_BATCH = 500


class KeyRotationMiddleware:
    """Sign the session of a request anew; must come before anything that reads `request.user`.

    While there are fallback keys, it costs one query for each request of a signed-in reader.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECRET_KEY_FALLBACKS and request.session.get(HASH_SESSION_KEY):
            user = _user_of(request.session)
            if user is not None:
                _sign(request.session, user)
        return self.get_response(request)


def resign_all() -> int:
    """Sign the sessions that an older key has signed; return how many. Called by `tick`."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    # Looked at once an hour, and at once after a new key.
    looked = "sessions-signed:" + salted_hmac("residents.key_rotation", "").hexdigest()[:16]
    if not cache.add(looked, True, _LOOK_SECONDS):
        return 0
    live = Session.objects.filter(expire_date__gt=timezone.now())
    return sum(_resign(row) for row in live.iterator(chunk_size=_BATCH))


def _resign(row: Session) -> bool:
    data = row.get_decoded()
    user = _user_of(data)
    if user is None or not _sign(data, user):
        return False
    # Unless a request has written to it meanwhile.
    unchanged = Session.objects.filter(pk=row.pk, session_data=row.session_data)
    return bool(unchanged.update(session_data=SessionStore().encode(data)))


def _user_of(session: Mapping[str, Any]) -> User | None:
    return User.objects.filter(pk=session[SESSION_KEY]).first() if SESSION_KEY in session else None


def _sign(session: MutableMapping[str, Any], user: User) -> bool:
    """Replace the hash of an older key in `session`; return whether there was one."""
    stored = session.get(HASH_SESSION_KEY, "")
    current = user.get_session_auth_hash()
    if constant_time_compare(stored, current):
        return False
    if not any(constant_time_compare(stored, old) for old in user.get_session_auth_fallback_hash()):
        return False
    session[HASH_SESSION_KEY] = current
    return True
