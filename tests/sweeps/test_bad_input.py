"""What no form and no address should be given: each has an answer, and it is never a 500."""

import datetime

import pytest
import time_machine
from django.core import mail, signing
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from core.models import Area, Partner, SiteImage, ThemeWording
from events.models import SignUp
from events.signups import ending, links
from forum.models import Post, Thread
from notifications.models import OutboxMessage
from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db

CPR = "010203-1234"
LONG = "æ" * 100_000  # 200 kB
# What a text field is sent, and whether it may stand there.
REFUSED = {
    "NUL": "Hej\x00Jens",
    "control characters": "Hej\x07\x1b[31mJens",
    "too long": LONG,
    "a CPR number": f"Jens {CPR}",
    "a CPR number in pieces": "Jens 010203 1234",
    "a CPR number with unseen signs": "Jens 0102\u200b03-12\u00ad34",
    "text turned about": "Jens \u202egnirk",
    "nothing but blanks": " \u00a0\u2003\u200b ",
}
TAKEN = {
    "emoji": "Jens 👩🏽\u200d🚒 🇩🇰",
    "right to left": "שלום ג'נס",
    "markup": "<script>alert(1)</script>",
    "template": "{{ 7|add:7 }}{% load x %}",
    "a header": "Jens\r\nBcc: everybody@example.org",
    "broken text": b"Jens \xff\xed\xa0\x80",
}


def address(name, *args):
    with translation.override("da"):
        return reverse(name, args=args)


@pytest.fixture
def occurrence(theme):
    return factories.make_event_page(theme, capacity=20).event.occurrences.get()


@pytest.fixture
def thread(alice, theme):
    return factories.make_thread(alice, theme)


@pytest.fixture
def forms(occurrence, thread, alice, theme, as_alice, as_moderator):
    """Every form with free text: who sends it, whereto, what else, and the field."""
    person = {"first_name": "Jens", "last_name": "Holm", "display_name": "", "language": "da"}
    newcomer = {
        "email": "jens@example.org",
        "password1": "en lang og god kode",
        "accepts_rules": "on",
    }
    sign_up = {"name": "Jens", "email": "jens@example.org", "party_size": "1"}
    start = {"kind": "issue", "theme": theme.pk, "title": "Hul", "body": "Der er et hul."}
    post = thread.posts.get()
    profile, reply = address("residents:profile"), address("forum:reply", thread.pk)
    return {
        "sign-up name": (Client(), address("events:sign_up", occurrence.pk), sign_up, "name"),
        "first name": (Client(), address("account_signup"), person | newcomer, "first_name"),
        "last name": (Client(), address("account_signup"), person | newcomer, "last_name"),
        "new first name": (as_alice, profile, person, "first_name"),
        "new last name": (as_alice, profile, person, "last_name"),
        "title": (as_alice, address("forum:start"), start, "title"),
        "body": (as_alice, address("forum:start"), start, "body"),
        "reply": (as_alice, reply, {"body": ""}, "body"),
        "edit": (as_alice, address("forum:edit", post.pk), {"body": ""}, "body"),
        "reason": (as_moderator, address("forum:hide", post.pk), {"reason": ""}, "reason"),
    }


FORMS = [
    *("sign-up name", "first name", "last name", "new first name", "new last name", "title"),
    *("body", "reply", "edit", "reason"),
]


def what_there_is():
    """All that a form could have changed."""
    return (
        *(list(model.objects.values_list()) for model in (User, SignUp, Thread, Post)),
        OutboxMessage.objects.count(),
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", REFUSED)
def test_a_text_that_is_refused(forms, form, text):
    browser, url, data, field = forms[form]
    before = what_there_is()
    response = browser.post(url, data | {field: REFUSED[text]})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert what_there_is() == before
    assert "010203-1234" not in str(response.context["form"].errors)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", TAKEN)
def test_a_text_that_is_odd(forms, form, text):
    browser, url, data, field = forms[form]
    response = browser.post(url, data | {field: TAKEN[text]}, follow=True)
    assert response.status_code == 200
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "\ufffd" not in page or text == "broken text"
    for message in mail.outbox:
        assert message.recipients() == message.to
        assert len(message.to) == 1
        raw = message.message().as_string()
        assert "\nBcc:" not in raw.partition("\n\n")[0]
    for owed in OutboxMessage.objects.all():
        assert "\n" not in owed.subject + owed.to
        assert "<script>alert" not in owed.html


def test_a_name_of_a_menu_line_may_be_empty_but_not_bad(as_alice):
    person = {"first_name": "Jens", "last_name": "Holm", "language": "da"}
    url = address("residents:profile")
    for text in ("Hej\x00", CPR, "x" * 81):
        response = as_alice.post(url, person | {"display_name": text})
        assert "display_name" in response.context["form"].errors
    for language in ("", "xx", "da\x00", "e" * 300):
        response = as_alice.post(url, person | {"language": language})
        assert "language" in response.context["form"].errors


@pytest.mark.parametrize(
    "email",
    [
        *("", "nobody", "@", "a@", "a@b", "a b@example.org", "a@example.org, b@example.org"),
        *("a@example.org\r\nBcc: b@example.org", "a@example.org\x00", "a" * 400 + "@example.org"),
        *(
            "<a@example.org>",
            "a@[127.0.0.1",
            '"a\nb"@example.org',
            "💌@x.dk",
        ),
    ],
)
def test_an_address_that_is_none(client, occurrence, alice, email):
    signing_up_too = {"name": "Jens", "party_size": "1", "email": email}
    response = client.post(address("events:sign_up", occurrence.pk), signing_up_too)
    assert "email" in response.context["form"].errors
    joining = {"first_name": "Jens", "last_name": "Holm", "accepts_rules": "on", "email": email}
    joining["password1"] = "en lang og god kode"
    response = client.post(address("account_signup"), joining)
    assert "email" in response.context["form"].errors
    response = client.post(address("account_reset_password"), {"email": email})
    assert "email" in response.context["form"].errors
    response = client.post(address("account_login"), {"login": email, "password": "x"})
    assert response.context["form"].errors
    assert not OutboxMessage.objects.exists()
    assert User.objects.get() == alice


@pytest.mark.parametrize(
    "size",
    [
        "0",
        "-1",
        "7",
        "10000",
        "9" * 30,
        "9" * 5000,
        "x",
        "",
        "1.5",
        "1e3",
        "٣٣",
        "\x00",
        "NaN",
        "1 1",
    ],
)
def test_a_party_that_is_none(client, occurrence, size):
    data = {"name": "Jens", "email": "jens@example.org", "party_size": size}
    response = client.post(address("events:sign_up", occurrence.pk), data)
    assert response.status_code == 200
    assert "party_size" in response.context["form"].errors
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("name", ["theme", "area", "kind"])
@pytest.mark.parametrize("value", ["x", "0", "-1", "9" * 20, "9" * 5000, "\x00", "1,2", "💥"])
def test_a_choice_that_there_is_not(as_alice, theme, name, value):
    data = {"kind": "issue", "theme": theme.pk, "area": "", "title": "Hul", "body": "Et hul."}
    response = as_alice.post(address("forum:start"), data | {name: value})
    assert name in response.context["form"].errors
    assert not Thread.objects.exists()


@pytest.mark.parametrize("value", ["x", "\x00", "0" * 5000, "12345678-1234-1234-1234-12345678901g"])
def test_a_form_whose_name_is_none(client, as_alice, thread, occurrence, value):
    """It was changed by hand. Nothing hangs on it, or the form says that it will not do."""
    reply = {"body": "Hej", "submission": value}
    assert as_alice.post(address("forum:reply", thread.pk), reply).status_code == 302
    data = {"name": "Jens", "email": "jens@example.org", "party_size": "1", "attempt": value}
    assert client.post(address("events:sign_up", occurrence.pk), data).status_code in {200, 302}


@pytest.fixture
def signup(occurrence):
    return factories.sign_up(
        occurrence=occurrence,
        name="Karen Holm",
        email="karen@example.org",
        party_size=2,
        language="da",
    )


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
def test_a_token_that_is_none(client, signup, kind):
    other = {"confirm": links.CANCEL, "cancel": links.CONFIRM}[kind]
    own = {"confirm": links.CONFIRM, "cancel": links.CANCEL}[kind]
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
            links.token(signup, own)[:-1] + "~",
        ),
        links.token(signup, other),
        signing.dumps(signup.pk),
        signing.dumps(signup.pk, salt=salt, key="another secret"),
        # Ours, but of nothing that there is.
        *(signing.dumps(pk, salt=salt) for pk in (0, signup.pk + 1000, 10**30, -1)),
    ]
    for token in tokens:
        url = address(f"events:{kind}", "TOKEN").replace("TOKEN", token)
        assert client.get(url).status_code == 404, token
        assert client.post(url).status_code == 404, token
    signup.refresh_from_db()
    assert signup.status == SignUp.Status.PENDING


def test_a_token_that_came_too_late(client, signup):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        url = address("events:confirm", links.token(signup, links.CONFIRM))
        assert client.get(url).status_code == 410
        assert client.post(url, follow=True).status_code == 410
        ending.expire_unconfirmed()
        for other in (url, address("events:cancel", links.token(signup, links.CANCEL))):
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


@pytest.mark.parametrize("reader", ["client", "as_alice"])
def test_what_an_address_asks_for(request, reader, thread, occurrence):
    browser = request.getfixturevalue(reader)
    browser.raise_request_exception = False
    with translation.override("da"):
        pages = [
            *("/da/", "/da/kalender/", address("forum:threads"), thread.get_absolute_url()),
            *(
                address("forum:feed"),
                address("home:search"),
                address("forum:start"),
                "/sitemap.xml",
            ),
            *(address("account_login"), address("events:sign_up", occurrence.pk)),
        ]
    failed = [
        f"{page}?{query[:60]}"
        for page in pages
        for query in QUERIES
        if browser.get(f"{page}?{query}").status_code >= 500
    ]
    assert failed == []


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
def test_a_path_that_leads_nowhere(client, path):
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
def test_a_path_of_bytes(raw):
    """As a server passes them on that decodes nothing itself. (PEP 3333)"""
    environ = RequestFactory().get("/").environ | {"PATH_INFO": raw.decode("latin-1")}
    assert Client().request(**environ).status_code in {301, 302, 404}


def test_a_body_that_is_none(client, occurrence):
    url = address("events:sign_up", occurrence.pk)
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


def test_headers_that_are_none(client):
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


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Partner, {"name": CPR, "slug": "p", "role": "police"}),
        (Area, {"name": CPR, "slug": "a", "postal_codes": "9800"}),
        (ThemeWording, {"name": "Tema", "summary": f"Ring til {CPR}"}),
        (SiteImage, {"title": "Jens", "credit": CPR}),
    ],
)
def test_what_editors_keep_beside_pages_holds_no_cpr_number(model, fields):
    with pytest.raises(ValidationError, match="CPR"):
        model(**fields).clean()
