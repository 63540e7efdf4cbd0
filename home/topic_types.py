"""How themes and tags are named where a resident follows them: their pages are made here."""

from collections.abc import Collection
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from core.models import Theme
from core.themes import load_localized_themes
from home.models import ThemePage
from notifications.notices import topics
from notifications.notices.topics import TopicLabel, TopicType
from residents.models import User


def _themes(ids: Collection[str], reader: User) -> dict[str, TopicLabel]:
    faces = load_localized_themes()
    pages = ThemePage.objects.live().filter(locale__language_code=get_language())
    addresses = {page.theme_id: page.get_url() or "" for page in pages.defer_streamfields()}
    return {
        str(face.id): TopicLabel(face.name, addresses.get(face.id, ""))
        for face in faces
        if str(face.id) in ids
    }


def _all_themes() -> list[str]:
    return [str(pk) for pk in Theme.objects.values_list("pk", flat=True)]


def _tags(ids: Collection[str], reader: User) -> dict[str, TopicLabel]:
    search = reverse("home:search")
    return {
        tag.slug: TopicLabel(tag.name, f"{search}?{urlencode({'q': tag.name})}")
        for tag in Tag.objects.filter(slug__in=ids)
    }


def register() -> None:
    """Make the topics of themes and tags known."""
    topics.register(TopicType("theme", _themes, offer=_all_themes, label=_("Themes")))
    topics.register(TopicType("tag", _tags))
