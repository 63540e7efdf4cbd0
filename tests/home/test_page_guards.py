"""A front page stays: the site lies under it."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import Site

from home.models import HomePage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["Editors", "Administrators"])
def as_staff(client, request):
    factories.sign_in(
        client, factories.make_user("rie@example.org", "Rie", groups=(request.param,))
    )
    return client


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("action", ["delete", "unpublish"])
@pytest.mark.parametrize("several", [False, True])
def test_a_front_page_is_neither_deleted_nor_unpublished(as_staff, language, action, several):
    page = factories.front_page(language)
    url = reverse(f"wagtailadmin_pages:{action}", args=[page.pk])
    if several:
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        url = f"{bulk}?id={page.pk}"
    response = as_staff.post(url)
    assert response.status_code == 302
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["error"]
    assert HomePage.objects.get(pk=page.pk).live
    assert Site.objects.filter(is_default_site=True).exists()


def test_other_pages_can_go(as_staff):
    page = factories.make_standard_page()
    for action in ("unpublish", "delete"):
        url = reverse(f"wagtailadmin_pages:{action}", args=[page.pk])
        assert as_staff.get(url).status_code == 200
