"""Atom feeds whose entries name their language."""

import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed

_DATE_OF_AN_EMPTY_FEED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


class AtomFeed(Atom1Feed):
    """An Atom feed with an `xml:lang` on each entry. (RFC 4287, section 2)

    `add_item` takes one more argument: `language`.
    """

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def latest_post_date(self) -> datetime.datetime:
        """Return a fixed date for an empty feed, where Django returns the current time.

        So the bytes of a feed change only with its entries.
        """
        return super().latest_post_date() if self.items else _DATE_OF_AN_EMPTY_FEED
