"""Atom entries name their language, and an empty feed does not change."""

import datetime
import xml.etree.ElementTree as ET

from core.atom import AtomFeed

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def make_feed() -> AtomFeed:
    return AtomFeed(title="News", link="https://example.org/", description="")


def test_each_entry_names_its_language():
    feed = make_feed()
    for language in ("da", "de"):
        feed.add_item(title="", link="", description="", language=language)

    entries = ET.fromstring(feed.writeString("utf-8")).findall(f"{ATOM}entry")  # noqa: S314

    assert [entry.get(XML_LANG) for entry in entries] == ["da", "de"]


def test_the_feed_is_as_new_as_its_latest_entry():
    feed = make_feed()
    for day in (3, 9, 5):
        moment = datetime.datetime(2026, 5, day, tzinfo=datetime.UTC)
        feed.add_item(title="", link="", description="", updateddate=moment, language="da")

    assert feed.latest_post_date() == datetime.datetime(2026, 5, 9, tzinfo=datetime.UTC)


def test_an_empty_feed_has_the_same_bytes_every_time(time_machine):
    time_machine.move_to(datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC))
    first = make_feed().writeString("utf-8")
    time_machine.move_to(datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC))

    assert make_feed().writeString("utf-8") == first
