"""The privacy page."""

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import escape

from home.models import PrivacyPage
from residents.personal_data.registry import registry
from tests.hub.test_settings import read_variables

pytestmark = pytest.mark.django_db
ADDRESSES = {"da": "/da/dine-oplysninger/", "en": "/en/your-data/"}
ROWS = registry.privacy_rows()
# Deadlines that do not store any personal data.
NO_RETENTION = {
    "WAITING_OFFER_HOURS",
    "PLEDGE_REMINDER_DAYS",
    "MAIL_REPLY_DAYS",
    "APPEAL_DAYS",
}


def page(client, language: str = "da") -> str:
    response = client.get(ADDRESSES[language])
    assert response.status_code == 200
    return response.content.decode()


def test_the_pages_of_the_languages_are_translations_of_each_other(client):
    danish, english = PrivacyPage.objects.order_by("path")
    assert [danish.locale.language_code, english.locale.language_code] == ["da", "en"]
    assert danish.translation_key == english.translation_key
    assert danish.get_parent().specific.get_children().count() == danish.get_parent().numchild
    assert f'hreflang="en" href="http://testserver{ADDRESSES["en"]}"' in page(client)


@pytest.mark.parametrize("language", ADDRESSES)
def test_the_footer_links_to_the_page(client, language):
    foot = client.get(f"/{language}/").content.decode().partition("<footer")[2]
    assert f'href="{ADDRESSES[language]}"' in foot


def test_the_page_frame_has_its_url(client):
    request = RequestFactory().get("/da/")
    context = RequestContext(request)

    assert Template("{{ frame.privacy_url }}").render(context) == ADDRESSES["da"]
    for each in PrivacyPage.objects.filter(locale__language_code="da"):
        each.delete()
    assert Template("{{ frame.privacy_url }}").render(RequestContext(request)) == ""


@pytest.mark.parametrize("language", ADDRESSES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_of_the_register_is_on_the_page(client, row, language):
    html = page(client, language)
    with translation.override(language):
        for words in (row.title, row.what, row.why, row.how_long()):
            assert escape(str(words)) in html
    if language == "da":
        with translation.override("en"):
            assert escape(str(row.what)) not in html


@pytest.mark.parametrize("language", ADDRESSES)
@pytest.mark.parametrize(
    ("row", "setting"),
    [(row, setting) for row in ROWS for setting in row.depends_on],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_changed_setting_changes_the_page(client, settings, row, setting, language):
    days_or_hours = 1234
    before = page(client, language)
    value = days_or_hours * (86_400 if setting.endswith("_COOKIE_AGE") else 1)
    setattr(settings, setting, value)

    after = page(client, language)

    assert "1234" not in before.partition("<footer")[0]
    section = after.partition(f'id="{row.name}"')[2].partition("<h3")[0]
    assert "1234" in section


def test_every_retention_setting_is_on_the_page():
    documented = {setting for row in ROWS for setting in row.depends_on}
    # The hub's own settings are in days and hours; the ages of cookies are settings of Django.
    periods = {name for name in read_variables() if name.endswith(("_DAYS", "_HOURS"))}
    periods |= {"SESSION_COOKIE_AGE", "CSRF_COOKIE_AGE"}
    assert periods - NO_RETENTION == documented
    assert len(periods) >= 12


def test_the_data_controller_is_on_the_page(client):
    danish = PrivacyPage.objects.get(locale__language_code="da")
    assert 'id="controller"' not in page(client)
    danish.controller = "Hjørring Kommune <b>\nnaboskab@example.org"
    danish.save_revision().publish()

    html = page(client)

    assert 'id="controller"' in html
    assert 'href="mailto:naboskab@example.org"' in html
    assert "&lt;b&gt;" in html


def test_anonymous_readers_get_a_public_page_without_cookies(client):
    response = client.get(ADDRESSES["da"])
    assert not response.cookies
    assert "public" in response.headers["Cache-Control"]
