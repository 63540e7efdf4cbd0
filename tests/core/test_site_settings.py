"""The settings of the site: in the admin, on pages, and in both languages."""

import datetime
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import IntegrityError, close_old_connections, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from core.caching import stored_pages
from core.caching.page_cache import PageCache
from core.models import EmergencyStrip, SiteSettings, SiteWording
from core.site_settings import localized_site, sender, site_name
from hub.cached_routes import known_parameters
from tests import factories, wsgi_client

pytestmark = pytest.mark.django_db


def settings_url(model):
    return reverse("wagtailsettings:edit", args=["core", model._meta.model_name, model.load().pk])


def wording(language="da"):
    return SiteWording.objects.get(locale__language_code=language)


def wording_url(language="da"):
    return reverse("wagtailsnippets_core_sitewording:edit", args=[wording(language).pk])


def wording_form(**values):
    """Return the form of the texts of a language as the browser sends it."""
    empty = dict.fromkeys(
        ("acute_label", "police_label", "other_label", "sign_in_text", "sent_mail_text"), ""
    )
    streams = {"menu": streamfield([]), "footer_columns": streamfield([])}
    return nested_form_data({**empty, **streams, **values})


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def as_administrator(client):
    admin = factories.make_user("admin@example.org", "Ada", groups=("Administrators",))
    factories.sign_in(client, admin)
    return client


class StoredPages:
    """The site behind its page cache, as readers meet it."""

    def __init__(self):
        self._application = PageCache(get_wsgi_application(), known_parameters)

    def get(self, url):
        return wsgi_client.get(self._application, url)


@pytest.fixture
def site_of_pages(as_if_committed, settings, monkeypatch):
    settings.PAGE_CACHE_MEGABYTES = 8
    monkeypatch.setattr(stored_pages, "seconds_to_midnight", lambda: 7200)
    # The transaction of the test goes on after a request.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield StoredPages()
    for signal in signals:
        signal.connect(close_old_connections)


def test_an_empty_site_has_sensible_values(client, settings):
    site = localized_site("da")
    assert (site.name, site.place) == (settings.SITE_NAME, "")
    assert (site.acute.number, site.police.number, site.other) == ("112", "114", None)
    page = soup(client.get("/en/"))
    assert page.select_one(".site-logo__place") is None
    assert page.select_one(".site-logo svg")
    assert page.select_one('.site-footer a[href="tel:112"]')


def test_what_is_empty_is_taken_from_the_source_language():
    SiteWording.objects.filter(locale__language_code="da").update(name="Naboer", place="Byen")
    SiteWording.objects.filter(locale__language_code="en").update(place="Town")
    english = localized_site("en")
    assert (english.name, english.place) == ("Naboer", "Town")
    assert sender("en").startswith("Naboer <")


def test_the_name_in_the_environment_is_the_sender_until_one_is_typed(settings):
    settings.DEFAULT_FROM_EMAIL = "Kommunen <hub@example.org>"
    assert sender() == "Kommunen <hub@example.org>"
    SiteWording.objects.filter(locale__language_code="da").update(name="Naboer, æøå")
    assert sender("da").endswith("<hub@example.org>")
    assert "Kommunen" not in sender("da")


def test_an_editor_writes_texts_and_menus_but_not_the_name(as_editor, client):
    SiteWording.objects.filter(locale__language_code="da").update(name="Naboer")
    theme_page = factories.make_standard_page("Om byen")
    menu = [
        ("section", "forum:threads"),
        ("link", {"page": theme_page.pk, "url": "", "label": ""}),
        ("link", {"page": "", "url": "https://example.org/", "label": "Kommunen"}),
    ]
    response = as_editor.post(
        wording_url(),
        wording_form(
            name="Overtaget",
            menu=streamfield(menu),
            sign_in_text="Spørg på biblioteket.\n\nDe hjælper gerne.",
        ),
    )
    assert response.status_code == 302
    assert site_name("da") == "Naboer"
    links = soup(client.get("/da/")).select(".site-menu__nav a")
    assert [link.text.strip() for link in links] == ["Forum", "Om byen", "Kommunen"]
    # English has no menu of its own; the page is shown as long as it is live.
    links = soup(client.get("/en/")).select(".site-menu__nav a")
    assert links[0]["href"] == "/en/forum/"
    paragraphs = soup(client.get(reverse("account_login"))).select("main .measure p")
    assert [p.text for p in paragraphs] == ["Spørg på biblioteket.", "De hjælper gerne."]


def test_a_page_that_is_gone_leaves_no_hole_in_the_menu(client):
    page = factories.make_standard_page("Væk")
    row = wording()
    row.menu = [("link", {"page": page, "url": "", "label": "X"}), ("section", "home:themes")]
    row.save()
    Page.objects.get(pk=page.pk).delete()
    assert len(soup(client.get("/da/")).select(".site-menu__nav a")) == 1


@pytest.mark.parametrize(
    ("link", "field"),
    [
        ({"page": "", "url": "", "label": "X"}, "page"),
        ({"page": "", "url": "https://example.org", "label": ""}, "label"),
        ({"page": "", "url": "javascript:alert(1)", "label": "X"}, "url"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused_beside_its_field(as_editor, link, field):
    response = as_editor.post(wording_url(), wording_form(menu=streamfield([("link", link)])))
    assert response.status_code == 200
    [error] = response.context["form"].errors["menu"].as_data()
    assert field in error.block_errors[0].block_errors
    assert not wording().menu


def test_an_administrator_names_the_site_and_everybody_sees_it(as_administrator, client):
    response = as_administrator.post(
        wording_url(), wording_form(locale=wording().locale_id, name="Naboer", place="Prøveby")
    )
    assert response.status_code == 302
    page = soup(client.get("/da/"))
    assert page.select_one(".site-logo__name").text == "Naboer"
    assert page.select_one(".site-logo__place").text == "Prøveby"
    assert page.title.text.strip().endswith("– Naboer") or "Naboer" in page.title.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("acute_number", "ring 112"),
        ("police_number", "12"),
        ("other_number", "<b>"),
        ("accessibility_statement", "javascript:alert(1)"),
    ],
)
def test_a_wrong_setting_is_refused_beside_its_field(as_administrator, field, value):
    data = {"acute_number": "112", "police_number": "114", "social_links": streamfield([])}
    response = as_administrator.post(
        settings_url(SiteSettings), nested_form_data({**data, field: value})
    )
    assert response.status_code == 200
    assert [*response.context["form"].errors] == [field]
    assert value in response.content.decode().replace("&lt;", "<").replace("&gt;", ">")


def test_numbers_social_links_and_rules_are_typed_once(as_administrator, client):
    rules = factories.make_standard_page("Sådan taler vi")
    response = as_administrator.post(
        settings_url(SiteSettings),
        nested_form_data(
            {
                "acute_number": "112",
                "police_number": "+45 114",
                "other_number": "99 88 77 66",
                "rules_page": rules.pk,
                "social_links": streamfield(
                    [("link", {"name": "Fediverset", "url": "https://social.example/@by"})]
                ),
            }
        ),
    )
    assert response.status_code == 302
    for language in ("da", "en"):
        page = soup(client.get(f"/{language}/"))
        numbers = [a["href"] for a in page.select(".site-footer__help a")]
        assert numbers == ["tel:112", "tel:+45114", "tel:99887766"]
        assert page.select_one('.site-footer a[href="https://social.example/@by"]')
    assert localized_site("da").rules_url == rules.url


@pytest.mark.parametrize("who", ["editor", "moderator", "alice"])
def test_only_administrators_open_the_settings(request, who):
    browser = request.getfixturevalue(f"as_{who}")
    url = settings_url(SiteSettings)
    for response in (browser.get(url), browser.post(url, {"acute_number": "1"})):
        assert response.status_code in {302, 403}
    assert SiteSettings.objects.get().acute_number == "112"


@pytest.mark.parametrize("who", ["moderator", "alice"])
def test_residents_and_moderators_change_no_words(request, who):
    browser = request.getfixturevalue(f"as_{who}")
    for url in (wording_url(), settings_url(EmergencyStrip)):
        assert browser.get(url).status_code in {302, 403}
        assert browser.post(url, {"text_da": "X", "name": "X"}).status_code in {302, 403}
    assert not EmergencyStrip.objects.exclude(texts={}).exists()


def test_editors_have_redirects_in_their_menu(as_editor):
    assert as_editor.get(reverse("wagtailredirects:index")).status_code == 200
    data = {"old_path": "/gammel", "redirect_link": "https://example.org/", "is_permanent": "on"}
    assert as_editor.post(reverse("wagtailredirects:add"), data).status_code == 302
    assert as_editor.get("/gammel/").status_code == 301
    menu = as_editor.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtailredirects:index") in menu
    assert "/settings/core/emergencystrip/" in menu
    assert "/settings/core/sitesettings/" not in menu


def strip_form(**values):
    data = {
        "text_da": "",
        "text_en": "",
        "level": "warning",
        "until": "",
        "link": "",
        "starts_at": "",
    }
    return {**data, **values}


def test_the_strip_is_on_every_page_in_the_readers_language(as_editor, client):
    form = strip_form(text_da="Stormflod i aften", level="error", link="/da/om/")
    assert as_editor.post(settings_url(EmergencyStrip), form).status_code == 302
    for url in ("/da/", "/en/", reverse("account_login"), "/da/kalender/"):
        strip = soup(client.get(url)).select_one("body > aside")
        assert "Stormflod i aften" in strip.text
        assert strip["lang"] == "da"
        assert strip.select_one("a[href='/da/om/']")
    as_editor.post(
        settings_url(EmergencyStrip), strip_form(text_da="Stormflod", text_en="Storm surge")
    )
    strip = soup(client.get("/en/")).select_one("body > aside")
    assert (strip["lang"], "Storm surge" in strip.text) == ("en", True)
    as_editor.post(settings_url(EmergencyStrip), strip_form())
    assert soup(client.get("/en/")).select_one("body > aside") is None


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"text_en": "Only English"}, "text_da"),
        ({"text_da": "X", "link": "javascript:alert(1)"}, "link"),
        ({"text_da": "X", "until": "2020-01-01 10:00"}, "until"),
        ({"text_da": "X", "starts_at": "2099-01-02 10:00", "until": "2099-01-02 10:00"}, "until"),
        ({"text_da": "X", "starts_at": "i morgen"}, "starts_at"),
        ({"text_da": "Han har 010190-1234"}, "text_da"),
    ],
)
def test_a_wrong_strip_is_refused_beside_its_field(as_editor, form, field):
    response = as_editor.post(settings_url(EmergencyStrip), strip_form(**form))
    assert response.status_code == 200
    assert [*response.context["form"].errors] == [field]


def test_a_clock_ends_the_strip_also_on_stored_pages(site_of_pages):
    """The page is in memory; it ends with the strip, not with the next change."""
    ends = timezone.now() + datetime.timedelta(minutes=10)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        EmergencyStrip.objects.update_or_create(defaults={"texts": {"da": "Storm"}, "until": ends})
        first = site_of_pages.get("/da/")
        assert b"Storm" in first.body
        [shared] = re.findall(r"s-maxage=(\d+)", first.headers["cache-control"])
        assert int(shared) <= 600
        assert "hit" in site_of_pages.get("/da/").headers.get("cache-status", "")
        clock.shift(datetime.timedelta(minutes=9, seconds=59))
        assert b"Storm" in site_of_pages.get("/da/").body
        clock.shift(datetime.timedelta(seconds=2))
        assert b"Storm" not in site_of_pages.get("/da/").body


def test_a_clock_begins_the_strip_also_on_stored_pages(site_of_pages):
    starts = timezone.now() + datetime.timedelta(minutes=10)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        EmergencyStrip.objects.update_or_create(
            defaults={"texts": {"da": "Storm"}, "starts_at": starts}
        )
        first = site_of_pages.get("/da/")
        assert b"Storm" not in first.body
        [shared] = re.findall(r"s-maxage=(\d+)", first.headers["cache-control"])
        assert int(shared) <= 600
        assert "hit" in site_of_pages.get("/da/").headers.get("cache-status", "")
        clock.shift(datetime.timedelta(minutes=10, seconds=1))
        assert b"Storm" in site_of_pages.get("/da/").body


def test_an_editor_schedules_the_strip(as_editor, client):
    form = strip_form(text_da="Storm", starts_at="2099-01-02 10:00", until="2099-01-03 10:00")
    assert as_editor.post(settings_url(EmergencyStrip), form).status_code == 302
    assert soup(client.get("/da/")).select_one("body > aside") is None
    assert "Storm" in as_editor.get(settings_url(EmergencyStrip)).content.decode()


def test_the_database_refuses_a_strip_that_ends_before_it_begins():
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyStrip.objects.create(starts_at=now, until=now)


def test_a_saved_strip_drops_the_stored_pages(site_of_pages):
    assert b"Storm" not in site_of_pages.get("/da/").body
    EmergencyStrip.objects.update_or_create(defaults={"texts": {"da": "Storm"}})
    assert b"Storm" in site_of_pages.get("/da/").body


def test_the_frame_makes_no_query_once_it_is_held(django_assert_num_queries):
    localized_site("da")
    with django_assert_num_queries(0):
        localized_site("da")


def test_there_is_one_row_of_words_for_each_language():
    assert SiteWording.objects.count() == Locale.objects.count()
    with pytest.raises(ValidationError):
        SiteWording(locale=Locale.objects.first()).full_clean()
