"""What people who are sent to sign in by a button "Follow" want to do."""

from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.notices import topics
from residents.accounts import login_redirects


def register() -> None:
    """Say it on the page to sign in."""
    login_redirects.register_purpose(_to_follow)


def _to_follow(destination: str) -> str:
    try:
        url = urlsplit(destination)
    except ValueError:
        return ""
    if url.path != reverse("notifications:change"):
        return ""
    data = QueryDict(url.query)
    topic = data.get("topic", "")
    if data.get("do") != "follow":
        return ""
    label = topics.resolve([topic], AnonymousUser()).get(topic)
    return _("Sign in to follow %(name)s") % {"name": label.name} if label else ""
