"""Bad tokens, query strings, paths, bodies and headers: each has an answer, and never a 500."""

import datetime

import pytest
import time_machine
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from events.models import SignUp
from events.signups import cancellation, token_links


def address(name, *args):
    with translation.override("da"):
        return reverse(name, args=args)


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
def test_an_invalid_token(client, site, kind):
    signup = site.pending
    other = {"confirm": token_links.CANCEL, "cancel": token_links.CONFIRM}[kind]
    own = {"confirm": token_links.CONFIRM, "cancel": token_links.CANCEL}[kind]
    salt = {"confirm": "events.signup.confirm", "cancel": "events.signup.cancel"}[kind]
    tokens = [
        *(
            "x",
            "::",
            "a:b:c",
            "%00",
            "%FF%FE",
            "æ:ø:å",
            "a" * 5000,
            token_links.token(signup, own)[:-1] + "~",
        ),
        token_links.token(signup, other),
        signing.dumps(signup.pk),
        signing.dumps(signup.pk, salt=salt, key="another secret"),
        # Ours, but for no sign-up.
        *(signing.dumps(pk, salt=salt) for pk in (0, signup.pk + 1000, 10**30, -1)),
    ]
    for token in tokens:
        url = address(f"events:{kind}", "TOKEN").replace("TOKEN", token)
        assert client.get(url).status_code == 404, token
        assert client.post(url).status_code == 404, token
    signup.refresh_from_db()
    assert signup.status == SignUp.Status.PENDING


def test_an_expired_token(client, site):
    signup = site.pending
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        url = address("events:confirm", token_links.token(signup, token_links.CONFIRM))
        assert client.get(url).status_code == 410
        assert client.post(url, follow=True).status_code == 410
        cancellation.expire_unconfirmed()
        for other in (url, address("events:cancel", token_links.token(signup, token_links.CANCEL))):
            assert client.get(other).status_code == 410
            assert client.post(other, follow=True).status_code == 410


QUERIES = [
    *("page=0", "page=-1", "page=99999", "page=" + "9" * 30, "page=" + "9" * 5000, "page=x"),
    *("page=%00", "page=%FF", "page=1&page=2", "page=", "page=%D9%A3", "page=1.5", "page=%2B1"),
    *("after=x", "after=", "after=%00", "after=LTE6LTE", "after=OTk5OTk5OTk5OTk5OTk5OTk5OTk5Ojk"),
    *("after=MTo5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "after=1-1", "after=%FF%FE", "after=" + "A" * 5000),
    *("after=999999999999999999-999999999999999999", "after=LTYyMTM1NTk2ODAwMDAwMDAwOjE"),
    *("after=LTYyMTM1NTk2NDAwMDAwMDAwOjE", "after=MjUzNDAyMzAwNzk5OTk5OTk5OjE"),
    *("month=2026-13", "month=0000-01", "month=x", "month=%00", "month=2026-02-30"),
    *("view=month&month=9999-12", "view=month&month=1-1", "view=month&month=2000-01"),
    *("view=month&month=2099-12", "view=x", "view=month&month=%D9%A2%D9%A0%D9%A2%D9%A6-01"),
    *("theme=x", "theme=%00", "theme=%FF", "area=x", "area=%00", "kind=x", "kind=%00"),
    *("theme=a&theme=b&area=c&area=d&kind=e&kind=f", "x=" + "y" * 50_000, "&".join(["a=1"] * 900)),
    *("q=%00", "q=%FF%ED%A0%80", "q=" + "a" * 5000, "q=%22", "q=AND", "q=a+OR", "q=NEAR(a+b)"),
    *("q=*", "q=%27%3B--", "q=%F0%9F%92%A5", "q=-a", "q=a%3A*", "q=NOT", "q=%28%28", "q=%5C"),
    *("q=%D7%A9%D7%9C%D7%95%D7%9D", "q=_", "q=a_b", "q=%C2%B2", "q=%E0%A5%8D", "q=title%3Aa"),
    *("q=" + "+".join("abcdefghijklmnopqrstuvwxyz" * 3), "q=1&q=2", "%00=%00", "=", "&&&", "%"),
    *("next=//evil.example", "p=x", "p=0", "p=99999", "p=" + "9" * 5000),
]


@pytest.mark.parametrize("reader", ["anonymous", "resident"])
def test_odd_query_strings(reader, clients, site, sample):
    client = clients[reader]
    with translation.override("da"):
        pages = [
            *("/da/", "/da/kalender/", address("forum:threads"), site.thread.get_absolute_url()),
            *(
                address("forum:feed"),
                address("home:search"),
                address("forum:start"),
                "/sitemap.xml",
            ),
            *(address("account_login"), address("events:sign_up", site.page_occurrence.pk)),
        ]
    failed = [
        f"{page}?{query[:60]}"
        for page, query in sample.pairs(pages, QUERIES, key=f"queries {reader}")
        if client.get(f"{page}?{query}").status_code >= 500
    ]
    assert failed == [], sample.description


@pytest.mark.parametrize(
    "path",
    [
        *("/%00", "/da/%00/", "/da/a%00b/", "/da/kalender/%00/", "/da/forum/%00/", "/%FF/"),
        *("/da/%FF%FE/", "/da/%ED%A0%80/", "/da/forum/" + "9" * 20 + "/", "/xx/", "/xx/forum/"),
        *(
            "/de/",
            "/da/forum/-1/",
            "/da/forum/1.5/",
            "/da/" + "a/" * 500,
            "/da/" + "a" * 5000 + "/",
        ),
        *("/da/../../etc/passwd", "/da//", "/da/%2e%2e/", "/da/%0d%0aX:%20y/"),
        *(
            "/da/begivenheder/" + "9" * 20 + "/event.ics",
            "/da/forum/٣/",
            "/DA/",
            "/da-DK/",
            "/en-gb/",
        ),
        *("/documents/1/%00", "/documents/x/y", "/media/../hub/settings.py", "/admin%00/"),
        *("/da/ikke-oversat/" + "9" * 20 + "/", "/da/%F0%9F%92%A5/", "/static/%00", "/static/%FF"),
    ],
)
def test_a_path_without_a_page(client, site, path):
    for method in ("get", "post"):
        response = getattr(client, method)(path)
        while response.status_code in {301, 302}:
            assert response["Location"].startswith("/")
            assert not response["Location"].startswith("//")
            response = client.get(response["Location"])
        assert response.status_code in {404, 405}, path
        assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"/da/\xed\xa0\x80/", b"/da/\x00/", b"/da/a\x00/b/", b"/\r\n"]
)
def test_a_path_of_bytes(raw, site):
    """Take a path as a server passes it on that decodes nothing. (PEP 3333)"""
    environ = RequestFactory().get("/").environ | {"PATH_INFO": raw.decode("latin-1")}
    assert Client().request(**environ).status_code in {301, 302, 404}


def test_an_invalid_body(client, site):
    url = address("events:sign_up", site.page_occurrence.pk)
    for body, kind in (
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data"),
        (b"a=" + b"b" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"&".join([b"a=1"] * 20_000), "application/x-www-form-urlencoded"),
        (b"a=%", "application/x-www-form-urlencoded; charset=nonsense"),
    ):
        response = client.generic("POST", url, body, content_type=kind)
        assert response.status_code in {200, 400}, (body[:20], kind)


def test_invalid_headers(client, site):
    for name, value in (
        ("HTTP_ACCEPT_LANGUAGE", "x" * 5000),
        ("HTTP_ACCEPT_LANGUAGE", "da;q=nonsense, \xff"),
        ("HTTP_COOKIE", "sessionid=\x00; csrftoken=x; django_language=xx"),
        ("HTTP_COOKIE", "sessionid=" + "x" * 5000),
        ("HTTP_IF_NONE_MATCH", '"\xff'),
        ("HTTP_IF_MODIFIED_SINCE", "yesterday"),
        ("HTTP_RANGE", "bytes=9-1"),
        ("HTTP_REFERER", "javascript:\x00"),
        ("HTTP_X_FORWARDED_FOR", "nonsense, , \x00"),
        ("HTTP_X_REQUESTED_WITH", "XMLHttpRequest"),
    ):
        for url in ("/", "/da/", "/da/forum/", "/da/konto/login/"):
            assert client.get(url, **{name: value}).status_code in {200, 302}, (name, value[:20])
    assert client.get("/da/", HTTP_HOST="evil.example").status_code == 400
    assert client.get("/da/", HTTP_HOST="test\x00server").status_code == 400
