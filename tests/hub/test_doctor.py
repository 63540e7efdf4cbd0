"""`manage.py doctor` finds what is wrong with an installation, and says what to do."""

import datetime
import io
import ssl
from collections import namedtuple
from contextlib import contextmanager

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from hub import diagnosis, health
from hub.diagnosis import Level
from hub.models import Heartbeat
from notifications.models import OutboxMessage
from tests.conftest import FILE_SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def healthy(settings, tmp_path):
    """An installation without a problem."""
    Heartbeat.objects.beat(Heartbeat.Part.WORKER)
    folders = {
        name: {**FILE_SYSTEM, "OPTIONS": {"location": str(tmp_path / name)}}
        for name in ("default", "private")
    }
    settings.STORAGES = {**settings.STORAGES, **folders}
    settings.HTTPS = False


def problems() -> list[str]:
    """Return the names of the checks that find a problem."""
    return [name for name, finding in diagnosis.examine() if finding.level == Level.PROBLEM]


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("doctor", *arguments, stdout=output)
    return output.getvalue()


def test_a_healthy_installation_has_no_problem():
    assert problems() == []
    assert "No problems." in run()


def test_problems_end_the_command_with_status_1_and_say_what_to_do():
    Heartbeat.objects.all().delete()
    output = io.StringIO()

    with pytest.raises(CommandError) as error:
        call_command("doctor", "--quiet", stdout=output)

    assert error.value.returncode == 1
    assert "PROBLEM  worker" in output.getvalue()
    assert "systemctl start hub-worker" in output.getvalue()
    assert "  ok  " not in output.getvalue()


def test_every_finding_that_is_not_ok_has_a_remedy(settings, monkeypatch):
    settings.DEBUG = False
    settings.SECRET_KEY_FALLBACKS = ["older"]
    monkeypatch.setattr(health, "pending_migrations", lambda: ["events.0002_venues"])

    findings = [finding for _name, finding in diagnosis.examine()]

    assert any(finding.level == Level.WARNING for finding in findings)
    assert [one for one in findings if one.level != Level.OK and not one.remedy] == []


def test_a_database_that_is_away_is_said_once(monkeypatch):
    def away():
        raise OSError("connection refused")

    monkeypatch.setattr(health, "check_database", away)
    assert problems() == ["database"]


def test_pending_migrations_are_a_problem(monkeypatch):
    monkeypatch.setattr(health, "pending_migrations", lambda: ["events.0002_venues"])
    assert problems() == ["database"]


def test_a_cache_that_is_away_is_a_problem(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert "cache" in problems()


def test_a_silent_worker_is_a_problem():
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    Heartbeat.objects.update(beat_at=long_ago)
    assert problems() == ["worker"]


def test_mail_that_waits_is_a_problem(alice):
    message = OutboxMessage.objects.create(key="k", to=alice.email, subject="Hej", text="Hej")
    assert problems() == []

    OutboxMessage.objects.filter(pk=message.pk).update(
        created_at=timezone.now() - datetime.timedelta(minutes=20)
    )
    assert problems() == ["worker"]


def test_a_mail_server_that_is_away_is_a_problem(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert problems() == ["mail server"]


def test_a_test_mail_is_sent_on_request(settings):
    assert "operations@example.org" in run("--mail-to", "operations@example.org")
    assert [message.to for message in mail.outbox] == [["operations@example.org"]]

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError):
        run("--mail-to", "operations@example.org")


@pytest.mark.parametrize("name", ["default", "private"])
def test_a_folder_that_cannot_be_written_is_a_problem(settings, name):
    options = {"location": "/proc/nothing"}
    settings.STORAGES = {**settings.STORAGES, name: {**FILE_SYSTEM, "OPTIONS": options}}
    assert "storage" in problems()


def test_files_of_the_check_are_deleted(tmp_path):
    assert problems() == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("free_mb", "level"), [(100, Level.PROBLEM), (1000, Level.WARNING), (50_000, Level.OK)]
)
def test_a_full_disk_is_found_before_it_is_full(monkeypatch, free_mb, level):
    usage = namedtuple("usage", "total used free")(10**12, 0, free_mb * 10**6)
    monkeypatch.setattr(diagnosis.shutil, "disk_usage", lambda path: usage)
    assert {finding.level for finding in diagnosis.check_disk()} == {level}


def test_static_files_that_are_not_collected_are_a_problem(settings):
    manifest = {"BACKEND": "hub.static_storage.JoinedFilesStorage"}
    settings.STATIC_ROOT = settings.BASE_DIR / "var" / "nothing"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": manifest}
    assert "build" in problems()


@pytest.mark.parametrize(
    ("days", "level"), [(3, Level.PROBLEM), (-1, Level.PROBLEM), (60, Level.OK)]
)
def test_a_certificate_that_ends_soon_is_a_problem(settings, monkeypatch, days, level):
    settings.HTTPS, settings.BASE_URL = True, "https://hub.example.org"
    ends = timezone.now() + datetime.timedelta(days=days, hours=1)
    not_after = ends.astimezone(datetime.UTC).strftime("%b %d %H:%M:%S %Y GMT")

    class Context:
        @contextmanager
        def wrap_socket(self, plain, server_hostname):
            assert server_hostname == "hub.example.org"
            yield self

        def getpeercert(self):
            return {"notAfter": not_after}

    @contextmanager
    def connect(address, timeout):
        yield None

    monkeypatch.setattr(ssl, "create_default_context", Context)
    monkeypatch.setattr(diagnosis.socket, "create_connection", connect)
    assert [finding.level for finding in diagnosis.check_certificate()] == [level]


def test_a_site_that_cannot_be_reached_is_a_warning(settings, monkeypatch):
    settings.HTTPS, settings.BASE_URL = True, "https://hub.example.org"

    def refuse(address, timeout):
        raise ConnectionRefusedError

    monkeypatch.setattr(diagnosis.socket, "create_connection", refuse)
    assert [finding.level for finding in diagnosis.check_certificate()] == [Level.WARNING]
