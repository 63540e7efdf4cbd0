"""The redirect /was to the accessibility statement."""

import pytest
from django.core.exceptions import ValidationError

from core.models import SiteSettings

pytestmark = pytest.mark.django_db


def test_was_redirects_to_the_url_in_the_settings(client):
    SiteSettings.objects.create(accessibility_statement="https://www.was.example/hub")

    assert client.get("/was").url == "https://www.was.example/hub"


def test_was_without_a_url_shows_a_page(client):
    response = client.get("/was", headers={"accept-language": "en"})

    assert response.status_code == 200
    assert "home/accessibility_statement_missing.html" in [
        template.name for template in response.templates
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//other.example", "was.example"])
def test_an_invalid_url_is_refused(address):
    with pytest.raises(ValidationError):
        SiteSettings(accessibility_statement=address).full_clean()
