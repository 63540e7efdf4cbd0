"""Exports are requested, made in the background, downloaded once, and deleted."""

import datetime
import io
import re
import zipfile

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from residents.models import DataExport
from residents.personal_data import archive, exports

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
MY_DATA = "/da/konto/mine-data/"


def request_export(client, capture) -> None:
    with capture(execute=True):
        assert client.post(MY_DATA).url == MY_DATA


def mailed_link() -> str:
    [message] = [sent for sent in mail.outbox if "hent/" in sent.body or "fetch/" in sent.body]
    return re.search(r"http://testserver(/\S*(?:hent|fetch)/\S+)", message.body)[1]


def download(client, url: str) -> zipfile.ZipFile:
    response = client.post(url)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_an_export_is_made_mailed_and_downloaded_once(
    as_alice, alice_with_content, private, django_capture_on_commit_callbacks
):
    assert as_alice.get(MY_DATA).context["export"] is None

    request_export(as_alice, django_capture_on_commit_callbacks)

    export = DataExport.objects.get()
    assert export.state == DataExport.State.READY
    assert as_alice.get(MY_DATA).context["export"] == export
    [file] = private.rglob("*.zip")
    assert str(export.key) in file.name

    url = mailed_link()
    page = as_alice.get(url)
    assert page.status_code == 200
    assert '<form class="form" method="post"' in page.content.decode()
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert file.exists()  # GET changes nothing

    names = download(as_alice, url).namelist()

    assert set(names) >= {"data.json", "schema.json", "index.html"}
    assert not list(private.rglob("*.zip"))
    assert as_alice.post(url).status_code == 410
    export.refresh_from_db()
    assert export.state == DataExport.State.FETCHED


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

    main = html.partition("<main")[2].partition("</main")[0]
    assert main
    assert "<form" not in main


def test_a_new_export_expires_the_old_one(
    as_alice, alice, private, django_capture_on_commit_callbacks
):
    request_export(as_alice, django_capture_on_commit_callbacks)
    old_url = mailed_link()
    mail.outbox.clear()

    request_export(as_alice, django_capture_on_commit_callbacks)

    assert as_alice.post(old_url).status_code == 410
    assert len(list(private.rglob("*.zip"))) == 1
    assert download(as_alice, mailed_link())


def test_an_expired_export_is_deleted(as_alice, alice, private, django_capture_on_commit_callbacks):
    request_export(as_alice, django_capture_on_commit_callbacks)
    url, export = mailed_link(), DataExport.objects.get()
    with time_machine.travel(export.expires_at - datetime.timedelta(seconds=1), tick=False):
        assert as_alice.get(url).status_code == 200
    with time_machine.travel(export.expires_at, tick=False):
        assert as_alice.get(url).status_code == 410
        assert as_alice.post(url).status_code == 410
        assert as_alice.get(MY_DATA).context["has_expired"]
        assert list(private.rglob("*.zip"))
        with django_capture_on_commit_callbacks(execute=True):
            assert exports.clean_up() == 1
            assert exports.clean_up() == 0
    assert not list(private.rglob("*.zip"))
    assert DataExport.objects.get().file == ""


def test_a_broken_download_leaves_no_file(as_alice, private, django_capture_on_commit_callbacks):
    request_export(as_alice, django_capture_on_commit_callbacks)
    response = as_alice.post(mailed_link())
    response.streaming_content  # noqa: B018 (the reader disconnects before the first byte)

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
    assert exports.make_due() == 0  # a worker has claimed it
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
    response = as_alice.get(MY_DATA)
    assert response.context["export"].state == DataExport.State.FAILED
    assert 'class="notice notice--error"' in response.content.decode()


def test_only_one_of_two_workers_finishes_an_export(alice, private, monkeypatch):
    export = exports.request_export(user=alice, language="da")
    write = archive.write

    def slow(*args):
        DataExport.objects.filter(pk=export.pk).update(
            state=DataExport.State.READY, file="x", expires_at=timezone.now()
        )  # the other worker finishes first
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
    assert list(private.rglob("*.zip"))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["", "hent/abc/"])
def test_anonymous_readers_are_redirected_to_the_sign_in(client, method, path):
    response = getattr(client, method)(MY_DATA + path)

    assert response.url == f"/da/konto/login/?next={MY_DATA}{path}"


def test_a_forged_link_is_not_found(as_alice):
    assert as_alice.get(MY_DATA + "hent/abc:def/").status_code == 404
    assert as_alice.post(MY_DATA + "hent/abc:def/").status_code == 404


def test_the_mail_links_to_the_sessions_page(as_alice, django_capture_on_commit_callbacks):
    request_export(as_alice, django_capture_on_commit_callbacks)
    [message] = mail.outbox
    match = re.search(r"http://testserver(/da/konto/enheder/)", message.body)
    assert as_alice.get(match[1]).status_code == 200


def test_the_mail_is_in_the_readers_language(as_alice, alice, django_capture_on_commit_callbacks):
    with translation.override("en"):
        url = reverse("residents:my_data")
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(url)

    [message] = mail.outbox
    assert message.to == ["alice@example.org"]
    assert message.subject == "The copy of your data is ready"
    assert "http://testserver/en/account/my-data/fetch/" in message.body
