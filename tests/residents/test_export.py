"""A copy of one's data: asked for once, made in the background, fetched once, and then gone."""

import datetime
import io
import json
import re
import zipfile

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from taggit.models import Tag
from wagtail.images.tests.utils import get_test_image_file

from core.models import SiteImage
from notifications.models import Category, Preference, Subscription, Timing
from notifications.notices import activities
from residents.models import DataExport
from residents.personal_data import archive, exports
from residents.personal_data.registry import registry
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
MY_DATA = "/da/konto/mine-data/"


def request_export(client, capture) -> None:
    with capture(execute=True):
        assert client.post(MY_DATA).url == MY_DATA


def mailed_link() -> str:
    [message] = [found for found in mail.outbox if "hent/" in found.body or "fetch/" in found.body]
    return re.search(r"http://testserver(/\S*(?:hent|fetch)/\S+)", message.body)[1]


def download(client, address: str) -> zipfile.ZipFile:
    response = client.post(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


@pytest.fixture
def full_life(alice, bob, theme, area):
    """Alice has done something of everything."""
    alice.area, alice.about = area, "Jeg samler på sne <3"
    alice.save()
    thread = factories.make_thread(alice, theme, "Alices samtale")
    factories.make_reply(thread, bob, "Bobs hemmelige svar")
    factories.make_reply(thread, alice, "Alices eget svar")
    occurrence = factories.make_occurrence(theme, title="Gåtur")
    factories.sign_up(
        occurrence=occurrence,
        name="Alice Jensen",
        email="Alice@example.org",
        party_size=2,
        language="da",
    )
    Subscription.objects.create(user=alice, topic="tag:kat")
    Preference.objects.create(user=alice, category=Category.NEWS, timing=Timing.NEVER)
    SiteImage.objects.create(
        title="Alices billede",
        uploaded_by_user=alice,
        file=get_test_image_file("alice.png"),
    )
    return alice


def test_an_export_is_made_mailed_and_downloaded_once(
    as_alice, full_life, private, django_capture_on_commit_callbacks
):
    assert "Bestil en kopi" in as_alice.get(MY_DATA).content.decode()

    request_export(as_alice, django_capture_on_commit_callbacks)

    export = DataExport.objects.get()
    assert export.state == DataExport.State.READY
    assert "Din kopi er klar" in as_alice.get(MY_DATA).content.decode()
    [file] = private.rglob("*.zip")
    assert str(export.key) in file.name

    address = mailed_link()
    page = as_alice.get(address)
    assert page.status_code == 200
    assert "Hent filen" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert file.exists()  # looking changes nothing

    names = download(as_alice, address).namelist()

    assert {"data.json", "schema.json", "index.html"} < set(names)
    assert not list(private.rglob("*.zip"))
    again = as_alice.post(address)
    assert again.status_code == 410
    assert "Filen er hentet" in again.content.decode()
    assert "Du har hentet din kopi" in as_alice.get(MY_DATA).content.decode()


def read_archive(alice, language: str = "da") -> tuple[dict, dict, str, zipfile.ZipFile]:
    target = io.BytesIO()
    archive.write(alice, language, target)
    found = zipfile.ZipFile(target)
    data, schema = (json.loads(found.read(name)) for name in ("data.json", "schema.json"))
    return data, schema, found.read("index.html").decode(), found


def test_the_archive_holds_the_persons_data_and_no_others(full_life, bob):
    data, _schema, html, found = read_archive(full_life)

    sections = data["sections"]
    assert set(sections) == {rule.name for rule in registry.rules.values()}
    [account] = sections["residents_user"]
    assert account["email"] == "alice@example.org"
    assert account["about"] == "Jeg samler på sne <3"
    assert account["area"] == "Hirtshals"
    assert [post["body"] for post in sections["forum_post"]][1:] == ["Alices eget svar"]
    [signup] = sections["events_signup"]
    assert (signup["event"], signup["party_size"]) == ("Gåtur", 2)
    [image] = sections["core_siteimage"]
    assert found.read(image["files"][0]).startswith(b"\x89PNG")
    everything = json.dumps(data) + html
    assert "bob@example.org" not in everything
    assert "Bobs hemmelige svar" not in everything
    assert full_life.password not in everything
    assert "Jeg samler på sne &lt;3" in html


def assert_conforms(value, schema: dict, where: str = "") -> None:
    """Check `value` by as much of JSON Schema as ours uses."""
    known = {"title", "description", "$schema", "examples", "format"}
    known |= {"type", "properties", "required", "additionalProperties", "items"}
    assert set(schema) <= known, where
    python = {
        **{"object": dict, "array": list, "string": str, "boolean": bool},
        **{"integer": int, "number": int | float, "null": type(None)},
    }
    if "type" in schema:
        types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        assert any(isinstance(value, python[name]) for name in types), f"{where}: {value!r}"
        assert "boolean" in types or not isinstance(value, bool), where
    if schema.get("format") == "date-time" and value is not None:
        assert datetime.datetime.fromisoformat(value).tzinfo is not None
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema["required"]) <= set(value) <= set(schema["properties"]), where
        for name, child in value.items():
            assert_conforms(child, schema["properties"][name], f"{where}/{name}")
    if isinstance(value, list) and "items" in schema:
        for number, child in enumerate(value):
            assert_conforms(child, schema["items"], f"{where}/{number}")


def test_the_schema_describes_the_data(full_life):
    data, schema, _html, _found = read_archive(full_life)

    assert_conforms(data, schema)
    for name, section in schema["properties"]["sections"]["properties"].items():
        assert section["title"], name
        assert section["description"], name
        assert all(column["description"] for column in section["items"]["properties"].values())
    data["sections"]["forum_post"][0]["extra"] = 1
    with pytest.raises(AssertionError):
        assert_conforms(data, schema)


@pytest.mark.parametrize(
    ("language", "heading"), [("da", "Det har vi om dig"), ("en", "What we have about you")]
)
def test_the_html_page_is_in_the_persons_language_and_loads_nothing(full_life, language, heading):
    _data, schema, html, _found = read_archive(full_life, language)

    assert f'<html lang="{language}">' in html
    assert heading in html
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!files/|#)', html)
    with translation.override(language):
        assert schema["properties"]["sections"]["properties"]["forum_post"]["title"] in html


# Written alike in both languages.
SAME_IN_BOTH_LANGUAGES = {"Status", "Partner", "Type"}


@pytest.mark.parametrize("rule", registry.in_order(), ids=lambda rule: rule.name)
def test_the_labels_of_a_rule_are_translated(rule):
    """Many models of packages have no Danish names: name the rule and its columns."""
    words = {}
    for language in ("da", "en"):
        with translation.override(language):
            described = archive._section_schema(rule)
        columns = described["items"]["properties"].values()
        words[language] = [described["title"], *(column["description"] for column in columns)]
    left = [
        danish
        for danish, english in zip(words["da"], words["en"], strict=True)
        if danish == english and danish not in SAME_IN_BOTH_LANGUAGES
    ]
    assert not left


@pytest.mark.parametrize(
    ("language", "happened"),
    [("da", "har svaret i din samtale."), ("en", "replied in your thread.")],
)
def test_codes_are_described_in_the_persons_language(full_life, language, happened):
    Tag.objects.create(name="Kattens dag", slug="kat")
    activities.spread_due()

    data, schema, html, _found = read_archive(full_life, language)

    assert_conforms(data, schema)
    followed = data["sections"]["notifications_subscription"]
    assert {row["topic"]: row["in_words"] for row in followed}["tag:kat"] == "Kattens dag"
    [notice] = data["sections"]["notifications_notice"]
    assert notice["in_words"].startswith("Alices samtale: ")
    assert notice["in_words"].endswith(happened)
    assert "Alices samtale" in {
        row["in_words"] for row in data["sections"]["notifications_activity"]
    }
    assert "Kattens dag" in html
    assert happened in html


def test_the_description_of_a_missing_object_is_empty(full_life):
    """The tag that she follows was never there."""
    data, schema, _html, _found = read_archive(full_life)

    assert_conforms(data, schema)
    followed = data["sections"]["notifications_subscription"]
    assert {row["topic"]: row["in_words"] for row in followed}["tag:kat"] == ""


def test_requesting_twice_makes_one_export(alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks():
        first = exports.request_export(user=alice, language="da")
        second = exports.request_export(user=alice, language="da")

    assert first == second
    with pytest.raises(IntegrityError), transaction.atomic():
        DataExport.objects.create(user=alice, language="da")


def test_the_page_offers_no_second_request_meanwhile(as_alice, alice):
    exports.request_export(user=alice, language="da")

    html = as_alice.get(MY_DATA).content.decode()

    assert "Vi laver din kopi" in html
    assert "Bestil" not in html.partition("<main")[2].partition("<footer")[0]


def test_a_new_export_expires_the_old_one(
    as_alice, alice, private, django_capture_on_commit_callbacks
):
    request_export(as_alice, django_capture_on_commit_callbacks)
    old = mailed_link()
    mail.outbox.clear()

    request_export(as_alice, django_capture_on_commit_callbacks)

    assert as_alice.post(old).status_code == 410
    assert len(list(private.rglob("*.zip"))) == 1
    assert download(as_alice, mailed_link())


def test_an_expired_export_is_deleted(as_alice, alice, private, django_capture_on_commit_callbacks):
    request_export(as_alice, django_capture_on_commit_callbacks)
    address, export = mailed_link(), DataExport.objects.get()
    with time_machine.travel(export.expires_at - datetime.timedelta(seconds=1), tick=False):
        assert as_alice.get(address).status_code == 200
    with time_machine.travel(export.expires_at, tick=False):
        assert as_alice.get(address).status_code == 410
        assert as_alice.post(address).status_code == 410
        assert "Din kopi er væk" in as_alice.get(MY_DATA).content.decode()
        assert list(private.rglob("*.zip"))
        with django_capture_on_commit_callbacks(execute=True):
            assert exports.clean_up() == 1
            assert exports.clean_up() == 0
    assert not list(private.rglob("*.zip"))
    assert DataExport.objects.get().file == ""


def test_a_broken_download_leaves_no_file(as_alice, private, django_capture_on_commit_callbacks):
    request_export(as_alice, django_capture_on_commit_callbacks)
    response = as_alice.post(mailed_link())
    response.streaming_content  # noqa: B018 (the reader goes away before the first byte)

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=61)):
        exports.clean_up()

    assert not list(private.rglob("*.zip"))


def test_old_requests_are_deleted(as_alice, settings, django_capture_on_commit_callbacks):
    request_export(as_alice, django_capture_on_commit_callbacks)
    b"".join(as_alice.post(mailed_link()).streaming_content)
    limit = DataExport.objects.get().requested_at + datetime.timedelta(
        days=settings.MAIL_RETENTION_DAYS
    )
    with time_machine.travel(limit, tick=False):
        assert exports.clean_up() == 0
    with time_machine.travel(limit + datetime.timedelta(seconds=1), tick=False):
        assert exports.clean_up() == 1
    assert not DataExport.objects.exists()


def test_an_abandoned_export_is_made_later(alice, private):
    export = exports.request_export(user=alice, language="da")
    DataExport.objects.filter(pk=export.pk).claim()
    assert exports.make_due() == 0  # somebody is at it
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        assert exports.make_due() == 1
    assert DataExport.objects.get().state == DataExport.State.READY


def test_a_failing_export_is_tried_three_times_and_then_reported(as_alice, alice, monkeypatch):
    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr(archive, "write", broken)
    export = exports.request_export(user=alice, language="da")
    for attempt in (1, 2, 3):
        assert exports.make_due() == 0
        export.refresh_from_db()
        assert export.attempts == attempt
    assert export.state == DataExport.State.FAILED
    assert exports.make_due() == 0
    assert "kunne ikke laves" in as_alice.get(MY_DATA).content.decode()
    assert "Bestil en ny" in as_alice.get(MY_DATA).content.decode()


def test_only_one_of_two_workers_finishes_an_export(alice, private, monkeypatch):
    export = exports.request_export(user=alice, language="da")
    write = archive.write

    def slow(*args):
        DataExport.objects.filter(pk=export.pk).update(
            state=DataExport.State.READY, file="x", expires_at=timezone.now()
        )  # the other one is faster
        write(*args)

    monkeypatch.setattr(archive, "write", slow)

    assert not exports.make(export.pk)
    assert not list(private.rglob("*.zip"))
    assert not exports.make(export.pk)


@pytest.mark.parametrize("who", ["as_bob", "as_moderator"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_user_cannot_download_an_export(
    request, as_alice, private, who, method, django_capture_on_commit_callbacks
):
    request_export(as_alice, django_capture_on_commit_callbacks)

    response = getattr(request.getfixturevalue(who), method)(mailed_link())

    assert response.status_code == 404
    assert "Linket fører ingen steder hen" in response.content.decode()
    assert list(private.rglob("*.zip"))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["", "hent/abc/"])
def test_anonymous_readers_are_redirected_to_the_sign_in(client, method, address):
    response = getattr(client, method)(MY_DATA + address)

    assert response.url == f"/da/konto/login/?next={MY_DATA}{address}"


def test_a_forged_link_is_not_found(as_alice):
    assert as_alice.get(MY_DATA + "hent/abc:def/").status_code == 404
    assert as_alice.post(MY_DATA + "hent/abc:def/").status_code == 404


def test_the_mail_links_to_the_sessions_page(as_alice, django_capture_on_commit_callbacks):
    request_export(as_alice, django_capture_on_commit_callbacks)
    [message] = mail.outbox
    found = re.search(r"http://testserver(/da/konto/enheder/)", message.body)
    assert as_alice.get(found[1]).status_code == 200


def test_the_mail_is_in_the_readers_language(as_alice, alice, django_capture_on_commit_callbacks):
    with translation.override("en"):
        address = reverse("residents:my_data")
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(address)

    [message] = mail.outbox
    assert message.to == ["alice@example.org"]
    assert message.subject == "The copy of your data is ready"
    assert "http://testserver/en/account/my-data/fetch/" in message.body
