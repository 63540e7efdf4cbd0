"""Another municipality runs the hub by content and settings alone: nothing of the first is left."""

import re
from collections import deque
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db import connection, transaction
from django.test import RequestFactory, override_settings

from campaigns.models import CampaignPage
from core import error_pages
from core.site_settings import remember_sites, sender
from home.component_gallery import mails
from home.demo import load
from notifications.delivery import outbox, worker
from notifications.models import OutboxMessage
from residents.models import User
from tests import factories
from tests.databases import store_of
from tests.environment import PROCESS
from tests.home.campaign_story import threads_of_story
from tests.prepared_database import TEMPLATE, digest, use

# Names of the first site: its own, its town and municipality, its other towns and their codes.
FIRST_SITE = re.compile(
    r"(?i:Hj(?:ø|oe)rring|Gode Nabo|Good Neighbourhood|Fri for Indbrud|Hirtshals|Sindal"
    r"|\bVr(?:å|aa)\b"
    r"|L(?:ø|oe)kken|\bT(?:å|aa)rs\b|Bindslev|L(?:ø|oe)nstrup|Tversted)"
    r"|\b(?:9480|9760|9800|9830|9850|9870|9881) [A-ZÆØÅ]"
)
NAMES = {"da": "Naboer i Eksempelby", "en": "Neighbours in Eksempelby"}
# What no page links to, or only for some readers.
MORE = [
    *("/robots.txt", "/sitemap.xml", "/was", "/da/findes-ikke/", "/en/no-such-page/"),
    *(f"/{code}/" for code in NAMES),
    *("/da/konto/login/", "/en/account/login/", "/da/konto/log-ind/"),
]
MOST_PAGES = 700


@pytest.fixture(scope="module")
def _town(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database of the second demo, built once a process for this module."""
    database, before = f"test_town_{PROCESS}", connection.settings_dict["NAME"]
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), SITE_NAME="Nabosiden"),
    ):
        store_of().copy(TEMPLATE + digest(), database)
        use(store_of().setting(database))
        ContentType.objects.clear_cache()
        try:
            load.load(password="x" * 20, report=lambda step: None, example="other-town")
            yield
        finally:
            use(before)
            ContentType.objects.clear_cache()
            store_of().remove(database)


@pytest.fixture
def town(_town, db):
    """The second demo. What a test changes is rolled back."""
    # As a process of the server does when it starts.
    remember_sites()


def names_of_the_first_site(text):
    return sorted({found[0] for found in FIRST_SITE.finditer(text)})


def links_of(url, response):
    """Return the paths on this site that a page leads to."""
    if "html" not in response.headers.get("Content-Type", ""):
        return
    page = BeautifulSoup(response.content, "html.parser")
    for element in page.select("a[href], link[href], form[method=get][action]"):
        target = urljoin(f"http://testserver{url}", element.get("href") or element["action"])
        parts = urlsplit(urldefrag(target)[0].replace("webcal://", "http://"))
        if parts.netloc == "testserver" and not parts.path.startswith(("/static/", "/media/")):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def walk(browser, starts):
    """Yield the address and the response of everything that can be reached by links."""
    seen, waiting = set(starts), deque(starts)
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.popleft()
        response = browser.get(url)
        yield url, response
        found = [*links_of(url, response)]
        if response.status_code in {301, 302}:
            found.append(urlsplit(response.url).path)
        for link in found:
            # A list with filters or a cursor shows the same again.
            is_filtered = "?" in link and not re.search(r"\.(?:ics|atom|json)\?|[?&]q=", link)
            if link not in seen and not is_filtered and not link.startswith("/admin"):
                seen.add(link)
                waiting.append(link)


def content_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    # iCalendar folds its lines.
    text = body.decode(errors="replace").replace("\r\n ", "").replace("\r\n\t", "")
    return "\n".join([text, *(f"{name}: {value}" for name, value in response.headers.items())])


@pytest.mark.parametrize("reader", ["anonymous", "alice@example.org", "moderator@example.org"])
def test_no_page_feed_or_file_names_the_first_site(town, client, reader):
    if reader != "anonymous":
        factories.sign_in(client, User.objects.get(email=reader))
    left, titles, kinds = {}, {}, set()
    for url, response in walk(client, MORE):
        text = content_of(response)
        kinds.add(response.headers.get("Content-Type", "").partition(";")[0])
        if names := names_of_the_first_site(text):
            left[url] = names
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and (match := re.search(r"<title>(.*?)</title>", text, re.DOTALL)):
            titles[url] = match[1]
    assert not left
    assert {"text/html", "application/atom+xml", "text/calendar"} <= kinds
    assert len(titles) > 40
    # Every page says where one is, the error pages too.
    for url, title in titles.items():
        code = url[1:3] if url[1:3] in NAMES else settings.LANGUAGE_CODE
        is_page = url.startswith(("/da/", "/en/"))
        assert not is_page or NAMES[code] in title, (url, title)


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_have_the_name_once_a_process_knows_it(town, status):
    page = error_pages.error_page(RequestFactory().get("/en/x/"), status).content.decode()
    assert NAMES["en"] in page
    assert not names_of_the_first_site(page)


def test_the_admin_has_the_name(town, client):
    factories.sign_in(client, User.objects.get(email="admin@example.org"))
    for url in ("/admin/", "/admin/pages/", "/admin/settings/core/sitesettings/", "/admin/login/"):
        page = content_of(client.get(url, follow=True))
        assert not names_of_the_first_site(page), url
    assert NAMES["da"] in content_of(client.get("/admin/", follow=True))


@pytest.mark.parametrize("language", NAMES)
def test_no_mail_names_the_first_site(town, language):
    for sample in mails.samples():
        subject, text, html = sample.render(language)
        for part in (subject, text, html):
            assert not names_of_the_first_site(part), (sample.name, part)
        assert NAMES[language] in text
        assert NAMES[language] in html


@pytest.mark.parametrize("language", NAMES)
def test_the_sender_has_the_name_in_the_readers_language(town, language):
    with transaction.atomic():
        outbox.put_rendered(
            key="town",
            to="grethe@example.org",
            subject="x",
            text="y",
            language=language,
            scope="account",
        )
    sent = worker.as_email(OutboxMessage.objects.get(key="town"))
    assert parseaddr(sent.from_email)[0] == NAMES[language]
    assert NAMES[language] in parseaddr(sent.message()["From"])[0]
    assert not names_of_the_first_site(sent.message().as_string())


def test_the_mail_of_the_admin_has_the_name(town):
    assert sender("da") == settings.WAGTAILADMIN_NOTIFICATION_FROM_EMAIL
    mail.send_mail("x", "y", settings.WAGTAILADMIN_NOTIFICATION_FROM_EMAIL, ["a@example.org"])
    assert parseaddr(mail.outbox[0].message()["From"])[0] == NAMES["da"]


def test_no_source_of_the_site_names_it():
    """Words in code, templates, styles and translations go to every municipality."""
    root = Path(settings.BASE_DIR)
    apps = ("core", "residents", "notifications", "events", "campaigns", "forum", "home", "hub")
    files = [
        *(file for app in (*apps, "desk") for file in (root / app).rglob("*.py")),
        *(file for file in (root / "templates").rglob("*.*") if file.name != "components.html"),
        *(root / "locale").rglob("*.po"),
        *(file for file in (root / "static").rglob("*.*") if file.suffix != ".woff2"),
    ]
    # Samples of the gallery, which is not part of the site, and remarks.
    ignored = ("component_gallery", "components/examples", "/demo/", "/migrations/")
    left = {
        str(file.relative_to(root)): names
        for file in files
        if not any(part in file.as_posix() for part in ignored)
        if (names := names_of_the_first_site(file.read_text(errors="replace")))
    }
    assert not left


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_younger_thread_has_joined_a_campaign(town, language):
    page = CampaignPage.objects.get(
        slug__in=["skolevejen", "the-way-to-school"], locale__language_code=language
    )
    older, younger = threads_of_story(page)
    assert older.title == "Skiltet ved skolen er væltet"
    assert younger.title == "The lamp at the crossing is out"
