"""The page of a tag: what it lists, in both languages, and how readers find it."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from taggit.models import Tag
from wagtail.models import Locale

from core.models import TagTranslation
from home.tag_page import CAMPAIGNS_PER_PAGE
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(theme):
    page = factories.make_campaign(factories.make_theme_page(theme), "Lys på stien")
    page.tags.add("lygter")
    page.save()
    return page


@pytest.fixture
def url(campaign) -> str:
    return reverse("home:tag", args=["lygter"])


def links(answer) -> set[str]:
    main = BeautifulSoup(answer.content, "html.parser").main
    return {link.get("href") for link in main.select("a")}


def test_it_lists_the_campaigns_and_the_events(client, campaign, url, theme):
    occurrence = factories.make_occurrence(theme, title="Lygtetur")
    text = factories.make_event_text(occurrence.event, tags=["lygter"])
    hidden = factories.make_occurrence(theme, title="Skjult tur")
    factories.make_event_text(hidden.event, tags=["lygter"])
    type(hidden.event).objects.filter(pk=hidden.event.pk).update(is_published=False)
    draft = factories.make_campaign(campaign.get_parent().specific, "Kladden", live=False)
    draft.tags.add("lygter")
    draft.save()

    answer = client.get(url)

    assert answer.status_code == 200
    html = answer.content.decode()
    assert campaign.url in links(answer)
    assert text.title in html
    assert "Skjult tur" not in html
    assert "Kladden" not in html
    assert "public" in answer.headers["Cache-Control"]


def test_what_is_no_tag_is_not_found(client, url):
    assert client.get(reverse("home:tag", args=["ukendt"])).status_code == 404
    assert client.get("/da/tags/l%00/").status_code == 404
    assert client.post(url).status_code == 405


def test_a_tag_of_nothing_says_so_and_is_not_indexed(client, campaign, url):
    campaign.unpublish()
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.context["robots"] == "noindex"
    assert campaign.url not in links(answer)
    assert url not in client.get("/sitemap.xml").content.decode()


def test_it_has_the_name_of_the_readers_language(client, campaign):
    english = Locale.objects.get(language_code="en")
    tag = Tag.objects.get(name="lygter")
    TagTranslation.objects.create(tag=tag, locale=english, name="street lamps")
    with override("en"):
        url = reverse("home:tag", args=["lygter"])
    page = BeautifulSoup(client.get(url).content, "html.parser")
    assert page.h1.get_text(strip=True) == "street lamps"


def test_it_is_paged_and_its_queries_do_not_grow(client, campaign, url):
    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    before = queries()
    for number in range(CAMPAIGNS_PER_PAGE):
        page = factories.make_campaign(campaign.get_parent().specific, f"Nummer {number}")
        page.tags.add("lygter")
        page.save()
    assert queries() <= before + 1
    assert len(client.get(url).context["campaigns"]) == CAMPAIGNS_PER_PAGE
    assert len(client.get(url, {"page": "2"}).context["campaigns"]) == 1
    assert client.get(url, {"page": "x"}).status_code == 200


def test_campaigns_and_events_lead_to_it(client, campaign, url, theme):
    event = factories.make_event_page(theme)
    event.tags.add("lygter")
    event.save()
    for page in (campaign, event):
        assert url in links(client.get(page.url))


def test_the_search_finds_it_as_a_tag(client, campaign, url):
    search = reverse("home:search")
    for query in ("lygter", "lygte"):
        hits = client.get(search, {"q": query}).context["results"].hits
        assert url in [hit.url for hit in hits]
    hits = client.get(search, {"q": "lygter", "kind": "tag"}).context["results"].hits
    assert [hit.url for hit in hits] == [url]
    hits = client.get(search, {"q": "lygter", "kind": "campaign"}).context["results"].hits
    assert url not in [hit.url for hit in hits]
    campaign.unpublish()
    assert not client.get(search, {"q": "lygter", "kind": "tag"}).context["results"].hits


def test_the_sitemap_has_tags_threads_and_languages(client, campaign, url, theme, alice, settings):
    thread = factories.make_thread(alice, theme)
    hidden = factories.make_thread(alice, theme, "Skjult")
    type(hidden).objects.filter(pk=hidden.pk).update(is_hidden=True)
    xml = client.get("/sitemap.xml").content.decode()
    assert f"<loc>{settings.BASE_URL}{url}</loc>" in xml
    assert f"<loc>{settings.BASE_URL}{thread.get_absolute_url()}</loc>" in xml
    assert f"{hidden.get_absolute_url()}<" not in xml
    assert 'hreflang="en"' in xml


def test_robots_name_the_sitemap_and_keep_crawlers_out(client, settings):
    answer = client.get("/robots.txt")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in lines
    rules = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    for name in ("wagtailadmin_home", "account_signup", "account_login"):
        assert any(reverse(name).startswith(rule) for rule in rules), name
    assert f"{reverse('home:search')}?" in rules
    assert client.post("/robots.txt").status_code == 405
