"""The topics of themes and tags, with their labels and URLs."""

from collections.abc import Collection

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from core.models import Theme
from core.tags import localized_tags
from core.themes import localized_themes
from home.models import ThemePage
from home.tag_page import tag_url
from notifications.notices import topics
from notifications.notices.topics import Reader, TopicLabel, TopicType


def _theme_labels(ids: Collection[str], reader: Reader) -> dict[str, TopicLabel]:
    pages = ThemePage.objects.live().filter(locale__language_code=get_language())
    urls = {page.theme_id: page.get_url() or "" for page in pages.defer_streamfields()}
    return {
        str(theme.id): TopicLabel(theme.name, urls.get(theme.id, ""))
        for theme in localized_themes()
        if str(theme.id) in ids
    }


def _all_theme_ids() -> list[str]:
    return [str(pk) for pk in Theme.objects.values_list("pk", flat=True)]


def _own_themes(ids: Collection[str]) -> dict[str, int]:
    return {topic_id: int(topic_id) for topic_id in _all_theme_ids() if topic_id in ids}


def _tag_labels(ids: Collection[str], reader: Reader) -> dict[str, TopicLabel]:
    return {
        tag.slug: TopicLabel(tag.name, tag_url(tag.slug))
        for tag in localized_tags(Tag.objects.filter(slug__in=ids))
    }


def register() -> None:
    """Register the topics of themes and tags."""
    topics.register(
        TopicType(
            "theme", _theme_labels, offer=_all_theme_ids, label=_("Themes"), themes=_own_themes
        )
    )
    topics.register(TopicType("tag", _tag_labels))
