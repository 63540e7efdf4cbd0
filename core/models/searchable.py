"""What the site's search knows of a page, an event or a thread."""

import datetime
from collections.abc import Iterable
from typing import Any

from wagtail.search import index

from core.text.search_words import index_text


class Searchable:
    """A model that the site's search finds by its title, its subject, or by what it mentions.

    `core.search.index` writes the words of them to an entry of the index.
    """

    # Wagtail's own index finds it by the same words, in the admin.
    keyword_search_fields = [
        index.AutocompleteField("search_keywords"),
        index.SearchField("search_text"),
    ]
    is_searched_in_admin = True
    # What it is to a reader: a kind that results can be filtered by.
    search_kind = "page"
    title: str

    def subject_texts(self) -> Iterable[str]:
        """Return the texts that say what it is about, such as title, summary, place and tags."""
        raise NotImplementedError

    def mentioning_texts(self) -> Iterable[str]:
        """Return the other texts."""
        return ()

    def partner_texts(self) -> Iterable[str]:
        """Return the names of the partners that it belongs to.

        They are found like the subject, unless the query is the name of a town: a municipality is
        often named after one.
        """
        return ()

    def search_language(self) -> str:
        raise NotImplementedError

    def is_searchable(self) -> bool:
        """Return whether the search finds it at all."""
        return True

    def is_found_in_every_language(self) -> bool:
        """Return whether readers of other languages find it, too."""
        return False

    def search_readers(self) -> int | None:
        """Return None if everybody finds it, or else the key of its author, 0 without one."""
        return None

    def search_theme(self) -> int | None:
        """Return the primary key of its theme."""
        return getattr(self, "theme_id", None)

    def search_area(self) -> int | None:
        """Return the primary key of its area."""
        return getattr(self, "area_id", None)

    def search_areas(self) -> set[int]:
        """Return the keys of all areas that it is found in."""
        area = self.search_area()
        return set() if area is None else {area}

    def search_event_key(self) -> str:
        """Return the translation key of its event; "" if it is none."""
        return ""

    def search_activity(self) -> datetime.datetime | None:
        """Return the last activity of a thread."""
        return None

    def search_keywords(self) -> str:
        """Return the words of the subject, for Wagtail's index."""
        return index_text(self.subject_texts(), self.search_language())

    def search_text(self) -> str:
        """Return the words of all texts, for Wagtail's index."""
        return index_text([*self.subject_texts(), *self.mentioning_texts()], self.search_language())


def stream_texts(page: Any, name: str) -> list[str]:
    """Return the texts of the StreamField `name` of `page`."""
    return list(page._meta.get_field(name).get_searchable_content(getattr(page, name)))
