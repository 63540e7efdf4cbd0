"""Tests of the signed links."""

import pytest

from events.signups import token_links
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def occurrence(theme):
    return factories.make_occurrence(theme, capacity=10)


def test_token_is_valid_for_its_purpose_only(occurrence, sign_up):
    signup = sign_up(occurrence)
    assert (
        token_links.find(token_links.token(signup, token_links.CONFIRM), token_links.CONFIRM)
        == signup
    )
    assert (
        token_links.find(token_links.token(signup, token_links.CANCEL), token_links.CANCEL)
        == signup
    )
    assert (
        token_links.find(token_links.token(signup, token_links.CONFIRM), token_links.CANCEL) is None
    )
    assert (
        token_links.find(token_links.token(signup, token_links.CANCEL), token_links.CONFIRM) is None
    )
    assert token_links.find("\0", token_links.CONFIRM) is None
