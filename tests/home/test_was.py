"""/was leads to the accessibility statement."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from home.models import SiteSettings

pytestmark = pytest.mark.django_db


def test_it_leads_where_the_editors_say(client):
    site = Site.objects.get()
    SiteSettings.objects.create(site=site, accessibility_statement="https://www.was.example/hub")

    assert client.get("/was").url == "https://www.was.example/hub"


def test_without_an_address_it_says_so(client):
    response = client.get("/was", headers={"accept-language": "en"})

    assert "has not been set yet" in response.content.decode()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//other.example", "was.example"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValidationError):
        SiteSettings(site=Site.objects.get(), accessibility_statement=address).full_clean()
