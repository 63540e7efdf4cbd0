"""What the site's search knows of a page, an event or a thread."""

from collections.abc import Iterable
from typing import Any

from wagtail.search import index

from core.text.search_words import index_text


class Searchable:
    """A model that the site's search finds by its subject, or by what it mentions.

    Both are written to the index as words that need no more work. `search_keywords` is searched by
    the beginnings of words, `search_text` by whole words.
    """

    keyword_search_fields = [
        index.AutocompleteField("search_keywords"),
        index.SearchField("search_text"),
    ]

    def subject_texts(self) -> Iterable[str]:
        """Return the texts that say what it is about, such as title, summary, place and tags."""
        raise NotImplementedError

    def mentioning_texts(self) -> Iterable[str]:
        """Return the other texts."""
        return ()

    def search_language(self) -> str:
        raise NotImplementedError

    def search_keywords(self) -> str:
        """Return the words of the subject, for the index."""
        return index_text(self.subject_texts(), self.search_language())

    def search_text(self) -> str:
        """Return the words of all texts, for the index."""
        return index_text([*self.subject_texts(), *self.mentioning_texts()], self.search_language())


def stream_texts(page: Any, name: str) -> list[str]:
    """Return the texts of the StreamField `name` of `page`."""
    return list(page._meta.get_field(name).get_searchable_content(getattr(page, name)))
