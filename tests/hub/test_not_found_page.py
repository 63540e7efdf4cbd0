"""With DEBUG, an unknown URL shows the same page as in production."""

import pytest
from django.conf import settings
from django.test import override_settings

pytestmark = pytest.mark.django_db

ADDED = "hub.not_found_page.NotFoundPageMiddleware"


@pytest.mark.parametrize("path", ["/da/findes-ikke/", "/en/forum/999999/", "/nothing.txt", "/xx/"])
def test_the_designed_page_is_shown_with_debug(client, path):
    with override_settings(DEBUG=True, MIDDLEWARE=[*settings.MIDDLEWARE, ADDED]):
        response = client.get(path, follow=True)

    assert response.status_code == 404
    assert b"tel:112" in response.content
    assert b"DEBUG = True" not in response.content


def test_a_page_that_is_found_is_left_alone(client):
    with override_settings(DEBUG=True, MIDDLEWARE=[*settings.MIDDLEWARE, ADDED]):
        assert client.get("/da/").status_code == 200
