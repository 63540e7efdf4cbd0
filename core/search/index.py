"""The search backend that writes the site's index.

Wagtail tells every backend of `WAGTAILSEARCH_BACKENDS` what was saved and deleted, and rebuilds
each with `manage.py update_index`. This one only writes: `core.search.finding` reads. The database
backend of modelsearch serves the admin (`core.search.admin_index`). For readers it costs too much:
it needs a statement for each model, most of whose time goes into making it, and joins its table by
a number that is stored as text.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone
from modelsearch.backends.base import BaseIndex, BaseSearchBackend

from core.models.search_entry import SearchEntry, SearchWord
from core.models.searchable import Searchable
from core.search.tokens import tokens_of
from core.text.search_words import written_words

_UPDATED = ("title", "language", "event_key", "active_at", "tokens", "indexed_at")


class SiteIndex(BaseIndex):
    """The entries of all objects that the site's search finds."""

    def add_items(self, _model: type[models.Model], items: Iterable[Any]) -> None:
        """Write the entries of `items`, and remove those of what is not to be found."""
        now = timezone.now()
        entries = []
        words: dict[str, str] = {}
        for found in items:
            if not isinstance(found, Searchable):
                continue
            if found.is_searchable():
                entries.append(_entry(found, now))
                subjects = [found.title, *found.subject_texts(), *found.partner_texts()]
                for word, written in written_words(subjects, found.search_language()).items():
                    words[word] = written or words.get(word, "")
            else:
                self.delete_item(found)
        _save(entries)
        _save_words(words)

    def delete_item(self, item: Any) -> None:
        SearchEntry.objects.filter(model=item._meta.label_lower, object_id=item.pk).delete()

    def reset(self) -> None:
        SearchEntry.objects.all().delete()
        SearchWord.objects.all().delete()


class SiteIndexRebuilder:
    """Writes all entries anew, in place: readers find things meanwhile."""

    def __init__(self, index: SiteIndex) -> None:
        self.index = index
        self.started_at = timezone.now()

    def start(self) -> SiteIndex:
        return self.index

    def finish(self) -> None:
        """Remove the entries of objects that are gone."""
        SearchEntry.objects.filter(indexed_at__lt=self.started_at).delete()


class SearchBackend(BaseSearchBackend):
    """The site's index, as `BACKEND` of `WAGTAILSEARCH_BACKENDS`."""

    index_class = SiteIndex
    rebuilder_class = SiteIndexRebuilder


def _save(entries: list[SearchEntry]) -> None:
    """Write the entries. One that exists keeps its number, and so its place in time."""
    new = []
    for entry in entries:
        same = SearchEntry.objects.filter(model=entry.model, object_id=entry.object_id)
        if not same.update(**{name: getattr(entry, name) for name in _UPDATED}):
            new.append(entry)
    SearchEntry.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["model", "object_id"],
        update_fields=_UPDATED,
        batch_size=200,
    )


def _save_words(words: dict[str, str]) -> None:
    """Add the words that are new, each with the word as a reader knows it."""
    known = SearchWord.objects.in_bulk(words)
    SearchWord.objects.bulk_create(
        [SearchWord(word, words[word]) for word in sorted(words.keys() - known.keys())],
        ignore_conflicts=True,
    )
    # A stem may turn out to be a word.
    stems = [each for word, each in sorted(known.items()) if words[word] and not each.written]
    for stem in stems:
        stem.written = words[stem.word]
    SearchWord.objects.bulk_update(stems, ["written"])


def _entry(found: Any, now: datetime.datetime) -> SearchEntry:
    return SearchEntry(
        model=found._meta.label_lower,
        object_id=found.pk,
        title=found.title,
        language=found.search_language(),
        event_key=found.search_event_key(),
        active_at=found.search_activity(),
        tokens=tokens_of(found),
        indexed_at=now,
    )
