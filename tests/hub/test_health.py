"""`/livez` and `/readyz`: what they check, and that a probe needs no Host and leaves no noise."""

import logging
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from hub import health
from hub.management.commands import run_worker
from hub.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_checks(monkeypatch):
    """No test inherits what an earlier one has found."""
    monkeypatch.setattr(health, "_states", health._States())
    monkeypatch.setitem(health.CHECKS, "migrations", health._Migrations())


@pytest.fixture
def worker():
    """A worker that has just given a sign of life."""
    Heartbeat.objects.beat(Heartbeat.Part.WORKER)


def failing():
    """A check that fails."""
    raise health.Unhealthy("It is broken.")


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.parametrize("host", ["testserver", "10.0.0.7", "10.0.0.7:8000", "no host at all"])
def test_a_probe_is_answered_by_any_address(client, worker, settings, caplog, path, host):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get(path, headers={"host": host})

    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert "no-cache" in response["Cache-Control"]
    assert caplog.records == []


def test_other_pages_still_need_a_known_host(client):
    assert client.get("/da/", headers={"host": "10.0.0.7"}).status_code == 400


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_probes_are_read_only(client, worker, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("name", ["database", "cache", "worker", "migrations"])
def test_what_fails_is_named_and_logged_once(client, worker, monkeypatch, caplog, name):
    works = health.CHECKS[name]
    monkeypatch.setitem(health.CHECKS, name, failing)
    caplog.set_level(logging.INFO)

    for _probe in range(3):
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json() == {"status": "unavailable", "failed": [name]}
    monkeypatch.setitem(health.CHECKS, name, works)
    assert client.get("/readyz").status_code == 200

    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]
    assert "It is broken." in caplog.text


def test_a_check_can_be_left_out(client):
    assert client.get("/readyz").json()["failed"] == ["worker"]
    assert client.get("/readyz?exclude=worker").status_code == 200
    assert client.get("/readyz?exclude=cache&exclude=worker").status_code == 200
    assert client.get("/readyz?exclude=nothing").status_code == 503


def test_a_dead_worker_is_noticed_although_the_outbox_is_empty(client, settings):
    settings.WORKER_SILENT_SECONDS = 90
    with time_machine.travel(timezone.now() - timedelta(seconds=60), tick=False):
        Heartbeat.objects.beat(Heartbeat.Part.WORKER)
    assert client.get("/readyz").status_code == 200

    with time_machine.travel(timezone.now() + timedelta(seconds=60), tick=False):
        assert client.get("/readyz").json()["failed"] == ["worker"]
        Heartbeat.objects.beat(Heartbeat.Part.WORKER)
        assert client.get("/readyz").status_code == 200
    assert Heartbeat.objects.count() == 1


def test_a_worker_whose_tick_hangs_is_noticed(client, settings, worker):
    settings.TICK_LATE_MINUTES = 30
    with time_machine.travel(timezone.now() - timedelta(minutes=31), tick=False):
        Heartbeat.objects.beat(Heartbeat.Part.TICK)
    assert client.get("/readyz").json()["failed"] == ["worker"]

    Heartbeat.objects.beat(Heartbeat.Part.TICK)
    assert client.get("/readyz").status_code == 200


def test_a_tick_is_a_sign_of_life(client):
    call_command("tick")

    assert Heartbeat.objects.get().part == Heartbeat.Part.TICK
    assert client.get("/readyz").status_code == 200


def test_the_worker_beats_until_it_ends(monkeypatch):
    stop = threading.Event()
    monkeypatch.setattr(run_worker, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(run_worker.connections, "close_all", lambda: None)
    beats = []

    def beat(queryset, part):
        beats.append(part)
        if len(beats) == 1:
            raise RuntimeError("the database is away")
        if len(beats) == 3:
            stop.set()

    monkeypatch.setattr("hub.models.HeartbeatQuerySet.beat", beat)
    run_worker.beat_until(stop)

    assert beats == [Heartbeat.Part.WORKER] * 3


def test_a_database_that_lacks_migrations_is_not_ready(client, worker, monkeypatch):
    monkeypatch.setattr(health, "pending_migrations", lambda: ["events.0002_venues"])
    assert client.get("/readyz").json()["failed"] == ["migrations"]

    monkeypatch.setattr(health, "pending_migrations", lambda: [])
    assert client.get("/readyz").status_code == 200


def test_the_database_of_the_tests_has_all_migrations():
    assert health.pending_migrations() == []
