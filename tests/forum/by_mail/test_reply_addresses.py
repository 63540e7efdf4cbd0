"""The addresses themselves: their form, and what turns them off."""

import re

import pytest

from forum import reply_addresses

pytestmark = pytest.mark.django_db


def test_a_reply_address_fits_into_an_address(alice, thread, address, settings):
    settings.MAIL_REPLIES = "answers.by-mail@example.org"
    longest = reply_addresses.address_to_reply(alice, thread)

    assert len(longest.partition("@")[0]) == 64
    assert re.fullmatch(r"[a-z0-9+.@-]+", longest)
    assert reply_addresses.read(longest.upper()).object_id == thread.pk


def test_without_the_setting_there_are_no_addresses(alice, thread, settings):
    settings.MAIL_REPLIES = ""

    assert reply_addresses.address_to_reply(alice, thread) == ""
    assert reply_addresses.read("reply+a@example.org") is None
