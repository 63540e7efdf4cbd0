"""The page of a tag: all campaigns, events and threads that have it; which tags lead anywhere."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from taggit.models import Tag
from wagtail.models import Locale

from campaigns.models import CampaignPage, CampaignTag
from core.breadcrumbs import breadcrumbs
from core.caching.held_values import HeldValues
from core.tags import LocalizedTag, localized_tags
from core.text.search_words import QueryWord, index_words
from core.themes import localized_themes
from events.display.calendar_url import calendar_url
from events.display.list_items import list_items
from events.models import EventText, Occurrence
from forum.models import ThreadTag
from forum.threads.shared_rows import latest_with_tag

CAMPAIGNS_PER_PAGE = 12
EVENTS = 12
THREADS = 10
# Tags among the results of a search.
FOUND = 3

_held: HeldValues[list[LocalizedTag]] = HeldValues()


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """List what has the tag: its campaigns by pages, its next events, and its latest threads.

    The calendar and the forum, narrowed down to the tag, have all its events and threads.
    """
    found = get_object_or_404(Tag, slug=slug)
    [localized] = localized_tags([found])
    themes = localized_themes()
    campaigns = CampaignPage.objects.live().filter(
        locale=Locale.get_active(), tagged_items__tag=found
    )
    paginator = Paginator(campaigns.for_cards().in_phase_order(), CAMPAIGNS_PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    tagged = EventText.objects.filter(tags=found).values("event")
    upcoming = Occurrence.objects.visible_to(request.user).upcoming().filter(event__in=tagged)
    entries = list_items(upcoming.for_listing()[:EVENTS], themes)
    threads = latest_with_tag(request.user, THREADS, found.pk)
    is_empty = not entries and not paginator.count and not threads
    if is_empty and ThreadTag.objects.filter(tag=found).exists() and not _is_of_editors(found):
        # Only hidden threads have it, so the word is hidden as well.
        raise Http404
    context = {
        "tag": localized,
        "campaigns": list(page.object_list),
        "page_obj": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "entries": entries,
        "threads": threads,
        "threads_url": f"{reverse('forum:threads')}?{urlencode({'tag': found.slug})}",
        "themes": themes,
        "events_url": f"{calendar_url()}?{urlencode({'tag': found.slug})}",
        "list_url": request.path,
        "crumbs": breadcrumbs(current=localized.name),
        "robots": "noindex" if is_empty else "",
    }
    return render(request, "home/tag.html", context)


def tag_url(slug: str) -> str:
    """Return the path of the page of a tag in the active language."""
    return reverse("home:tag", args=[slug])


def tags_in_use() -> list[LocalizedTag]:
    """Return the tags of what everybody can see, in the active language, by name."""
    language = get_language() or settings.LANGUAGE_CODE
    return _held.get(language, _load)


def tags_named(words: Iterable[QueryWord]) -> list[LocalizedTag]:
    """Return the first tags in use whose names have all of `words`."""
    words, language = list(words), get_language() or settings.LANGUAGE_CODE
    return [
        tag
        for tag in tags_in_use()
        if all(word.is_in(index_words(tag.name, tag.other_language or language)) for word in words)
    ][:FOUND]


def _load() -> list[LocalizedTag]:
    of_campaigns = CampaignTag.objects.filter(content_object__live=True).values("tag")
    of_events = EventText.tags.through.objects.filter(eventtext__event__is_published=True)
    used = {
        *of_campaigns.values_list("tag", flat=True).distinct(),
        *of_events.values_list("tag", flat=True).distinct(),
    }
    in_threads = ThreadTag.objects.filter(tag=OuterRef("pk"), thread__is_hidden=False)
    # In the order of an index, so that PostgreSQL takes one row of it for each tag. With EXISTS it
    # expects to meet each tag early among the threads of all.
    newest = in_threads.order_by("-last_activity_at", "-thread_id").values("thread")[:1]
    tags = Tag.objects.alias(newest_thread=Subquery(newest))
    return localized_tags(tags.filter(Q(pk__in=used) | Q(newest_thread__isnull=False)))


def _is_of_editors(tag: Tag) -> bool:
    return (
        CampaignTag.objects.filter(tag=tag, content_object__live=True).exists()
        or EventText.objects.filter(tags=tag, event__is_published=True).exists()
    )
