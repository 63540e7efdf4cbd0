"""Bad input for every form: it is refused with an answer, and never with a 500."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.models import Area, Partner, SiteImage, ThemeWording
from events.models import SignUp
from forum.models import Post, Thread
from notifications.models import OutboxMessage
from residents.models import User

CPR = "010203-1234"
LONG = "æ" * 100_000  # 200 kB
# Texts that a field refuses, and odd ones that it takes.
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
def forms(site, clients):
    """Every form with free text: the client, the address, the other fields, and the field."""
    alice, moderator = clients["resident"], clients["moderator"]
    person = {"first_name": "Jens", "last_name": "Holm", "display_name": "", "language": "da"}
    newcomer = {
        "email": "jens@example.org",
        "password1": "en lang og god kode",
        "accepts_rules": "on",
    }
    sign_up = {"name": "Jens", "email": "jens@example.org", "party_size": "1"}
    start = {"kind": "issue", "theme": site.theme.pk, "title": "Hul", "body": "Der er et hul."}
    post = site.thread.posts.get(number=1)
    profile, reply = address("residents:profile"), address("forum:reply", site.thread.pk)
    sign_up_page = address("events:sign_up", site.page_occurrence.pk)
    return {
        "sign-up name": (Client(), sign_up_page, sign_up, "name"),
        "first name": (Client(), address("account_signup"), person | newcomer, "first_name"),
        "last name": (Client(), address("account_signup"), person | newcomer, "last_name"),
        "new first name": (alice, profile, person, "first_name"),
        "new last name": (alice, profile, person, "last_name"),
        "title": (alice, address("forum:start"), start, "title"),
        "body": (alice, address("forum:start"), start, "body"),
        "reply": (alice, reply, {"body": ""}, "body"),
        "edit": (alice, address("forum:edit", post.pk), {"body": ""}, "body"),
        "reason": (moderator, address("forum:hide", post.pk), {"reason": ""}, "reason"),
    }


FORMS = [
    *("sign-up name", "first name", "last name", "new first name", "new last name", "title"),
    *("body", "reply", "edit", "reason"),
]


def state_of_the_database():
    """Return everything that a form can change."""
    return (
        *(list(model.objects.values_list()) for model in (User, SignUp, Thread, Post)),
        OutboxMessage.objects.count(),
    )


def rolled_back(send):
    """Send a request, roll it back, and clear the mails and the rate limits."""
    cache.clear()
    mail.outbox.clear()
    with transaction.atomic():
        result = send()
        transaction.set_rollback(True)
    return result


@pytest.mark.parametrize("form", FORMS)
def test_a_text_that_is_refused(forms, form, sample):
    client, url, data, field = forms[form]
    before = state_of_the_database()
    for text in texts_for(form, REFUSED, sample):
        response = rolled_back(lambda text=text: client.post(url, data | {field: REFUSED[text]}))
        assert response.status_code == 200, (text, sample.description)
        errors = response.context["form"].errors
        assert field in errors, (text, sample.description)
        assert "010203-1234" not in str(errors), text
        assert state_of_the_database() == before, text


@pytest.mark.parametrize("form", FORMS)
def test_a_text_that_is_odd(forms, form, sample):
    client, url, data, field = forms[form]
    for text in texts_for(form, TAKEN, sample):

        def send(text=text):
            response = client.post(url, data | {field: TAKEN[text]}, follow=True)
            return response, list(mail.outbox), list(OutboxMessage.objects.all())

        response, messages, owed = rolled_back(send)
        assert response.status_code == 200, (text, sample.description)
        page = response.content.decode()
        assert "<script>alert" not in page, sample.description
        assert "\ufffd" not in page or text == "broken text", sample.description
        for message in messages:
            assert message.recipients() == message.to
            assert len(message.to) == 1
            raw = message.message().as_string()
            assert "\nBcc:" not in raw.partition("\n\n")[0]
        for one in owed:
            assert "\n" not in one.subject + one.to
            assert "<script>alert" not in one.html


def texts_for(form, texts, sample):
    """Return the texts that this run sends to a form; each text goes to several forms."""
    pairs = sample.pairs(FORMS, list(texts), key=f"texts {' '.join(texts)}", each=3)
    return [text for chosen, text in pairs if chosen == form]


def test_a_display_name_is_checked(clients):
    client = clients["resident"]
    person = {"first_name": "Jens", "last_name": "Holm", "language": "da"}
    url = address("residents:profile")
    for text in ("Hej\x00", CPR, "x" * 81):
        response = client.post(url, person | {"display_name": text})
        assert "display_name" in response.context["form"].errors
    for language in ("", "xx", "da\x00", "e" * 300):
        response = client.post(url, person | {"language": language})
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
def test_an_invalid_email_address(client, site, email):
    before = state_of_the_database()
    sign_up = {"name": "Jens", "party_size": "1", "email": email}
    response = client.post(address("events:sign_up", site.page_occurrence.pk), sign_up)
    assert "email" in response.context["form"].errors
    joining = {"first_name": "Jens", "last_name": "Holm", "accepts_rules": "on", "email": email}
    joining["password1"] = "en lang og god kode"
    response = client.post(address("account_signup"), joining)
    assert "email" in response.context["form"].errors
    response = client.post(address("account_reset_password"), {"email": email})
    assert "email" in response.context["form"].errors
    response = client.post(address("account_login"), {"login": email, "password": "x"})
    assert response.context["form"].errors
    assert state_of_the_database() == before


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
def test_an_invalid_party_size(client, site, size):
    before = state_of_the_database()
    data = {"name": "Jens", "email": "jens@example.org", "party_size": size}
    response = client.post(address("events:sign_up", site.page_occurrence.pk), data)
    assert response.status_code == 200
    assert "party_size" in response.context["form"].errors
    assert state_of_the_database() == before


@pytest.mark.parametrize("name", ["theme", "area", "kind"])
@pytest.mark.parametrize("value", ["x", "0", "-1", "9" * 20, "9" * 5000, "\x00", "1,2", "💥"])
def test_an_invalid_choice(clients, site, name, value):
    before = state_of_the_database()
    data = {"kind": "issue", "theme": site.theme.pk, "area": "", "title": "Hul", "body": "Et hul."}
    response = clients["resident"].post(address("forum:start"), data | {name: value})
    assert name in response.context["form"].errors
    assert state_of_the_database() == before


@pytest.mark.parametrize("value", ["x", "\x00", "0" * 5000, "12345678-1234-1234-1234-12345678901g"])
def test_an_invalid_submission_key(client, clients, site, value):
    """A changed key is accepted, or refused as an error of the form."""
    reply = {"body": "Hej", "submission": value}
    url = address("forum:reply", site.thread.pk)
    assert clients["resident"].post(url, reply).status_code == 302
    data = {"name": "Jens", "email": "jens@example.org", "party_size": "1", "attempt": value}
    url = address("events:sign_up", site.page_occurrence.pk)
    assert client.post(url, data).status_code in {200, 302}


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Partner, {"name": CPR, "slug": "p", "role": "police"}),
        (Area, {"name": CPR, "slug": "a", "postal_codes": "9800"}),
        (ThemeWording, {"name": "Tema", "summary": f"Ring til {CPR}"}),
        (SiteImage, {"title": "Jens", "credit": CPR}),
    ],
)
def test_snippets_and_images_hold_no_cpr_number(site, model, fields):
    with pytest.raises(ValidationError, match="CPR"):
        model(**fields).clean()
