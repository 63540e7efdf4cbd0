"""Where people are signed in, and what a browser is called in words that its owner knows."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from residents.models import User

# The first that is found counts: most browsers also name those they descend from.
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


def of(user: User) -> QuerySet[UserSession]:
    """Return the devices that `user` is signed in on."""
    return UserSession.objects.filter(user=user, session_key__in=_running().values("session_key"))


def forget_ended() -> int:
    """Forget the devices whose session is over; return how many. Called by `tick`.

    allauth does so when their owner signs in the next time, who may not come back.
    """
    deleted, _by_model = UserSession.objects.exclude(
        session_key__in=_running().values("session_key")
    ).delete()
    return deleted


def name(user_agent: str) -> str:
    """Return the name of the device, such as "Firefox on Windows", without any version."""
    browser, system = _find(_BROWSERS, user_agent), _find(_SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def _running() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__gt=timezone.now())


def _find(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((shown for part, shown in names if part in user_agent), "")
