"""Crashes of the worker: killed with SIGKILL at random while messages wait."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from forum.notices import STARTED
from notifications.delivery import outbox
from notifications.models import Activity, Notice, OutboxMessage, Subscription
from residents.models import User
from tests.notifications.mail_server import MailServer, running
from tests.races.sizes import size

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = size(500, 5_000)
KILLS = size(15, 100)
# Few messages without kills, and few notices with some, show the same.
CONTROL = 60
FOLLOWERS, ACTIVITIES, SPREADING_KILLS = 50, size(10, 30), size(10, 30)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker, monkeypatch) -> Iterator[None]:
    """Commit to the database, for all processes; afterwards delete the new rows."""
    # Only the workers that the test kills may do the work.
    monkeypatch.setattr("notifications.delivery.worker.wake_worker", lambda: None)
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            for model in (OutboxMessage, Notice, Activity, Subscription, User):
                model.objects.all().delete()
            connection.close()


def queue_mails(count: int) -> None:
    """Put `count` mails into the outbox: one in full, and short copies of it to others.

    The mail server of the test reads line by line, and a full mail has many lines.
    """
    with transaction.atomic():
        outbox.put_rendered(
            key="mail:0",
            to="r0@example.org",
            subject="Nyt i dit område",
            text="Der er svaret i samtalen “Glatte stier”.",
            language="da",
            scope="account",
        )
    first = OutboxMessage.objects.get()
    same = {
        field.attname: getattr(first, field.attname)
        for field in OutboxMessage._meta.concrete_fields
        if field.name not in {"id", "key", "to"}
    } | {"html": "<p>Der er svaret i samtalen “Glatte stier”.</p>"}
    copies = [
        OutboxMessage(key=f"mail:{number}", to=f"r{number}@example.org", **same)
        for number in range(1, count)
    ]
    OutboxMessage.objects.bulk_create(copies, batch_size=500)


def database_url() -> str:
    """Return the URL of the database that the tests run on."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def let_work(port: int = 0, **asked: object) -> dict[str, Any]:
    """Run `tests.races.crashing_worker`; return its report."""
    connection.close()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "EMAIL_TIMEOUT": "5",
        "DEFAULT_FROM_EMAIL": settings.DEFAULT_FROM_EMAIL,
        # The test kills workers, not the database, so commits need not reach the disk.
        "PGOPTIONS": "-c synchronous_commit=off",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.races.crashing_worker", json.dumps(asked)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1000,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def repeats(server: MailServer, held: list[list[str]]) -> tuple[Counter[str], Counter[str]]:
    """Return how often each message came again, and of these the times no kill accounts for.

    A kill accounts for one repetition of the message that was being handed over in its moment.
    """
    again = Counter(receiver for _id, receiver in server.taken)
    again.subtract(set(again))
    allowed = Counter(f"r{key.partition(':')[2]}@example.org" for keys in held for key in keys)
    return +again, again - allowed


def test_a_killed_worker_loses_and_repeats_no_mail(committed, record_property, capsys):
    queue_mails(MESSAGES)
    server = MailServer(moods=True)

    with running(server) as port:
        report = let_work(port, kills=KILLS, total=MESSAGES)

    again, unaccounted = repeats(server, report["held"])
    figures = {
        "database": connection.vendor,
        "seconds": round(report["seconds"], 1),
        "kills": len(report["held"]),
        "owed at the last kill": report["owed_at_last_kill"],
        "killed in a handover": sum(map(len, report["held"])),
        "repeated": again.total(),
        **{name: getattr(server, name) for name in ("refused", "dropped", "delayed")},
    }
    for name, value in figures.items():
        record_property(name, value)
    with capsys.disabled():
        print(f"\n{figures}")
    assert len(report["held"]) == KILLS
    assert report["owed_at_last_kill"] > 0
    assert server.refused > size(5, 50)
    assert server.dropped > size(0, 20)
    # No message is lost, and the outbox marks each as sent.
    assert len({receiver for _id, receiver in server.taken}) == MESSAGES
    assert report["left"] == 0
    states = OutboxMessage.objects.values_list("state").annotate(Count("pk"))
    assert dict(states) == {OutboxMessage.State.SENT: MESSAGES}
    # One worker hands over one message at a time, and only that one may come again.
    assert max(map(len, report["held"])) <= 1
    assert not unaccounted
    assert again.total() <= KILLS
    # Under the same Message-ID, so that a mail program shows it once.
    assert len({identity for identity, _receiver in server.taken}) == MESSAGES


@pytest.mark.parametrize("claims", [True, False])
def test_the_audit_finds_repetitions(committed, claims):
    """Run two workers without claims: they send messages twice, and the audit finds it."""
    queue_mails(CONTROL)
    server = MailServer()

    with running(server) as port:
        report = let_work(port, workers=2, claims=claims)

    again, unaccounted = repeats(server, report["held"])
    assert again == unaccounted
    assert bool(unaccounted) is not claims
    assert len({receiver for _id, receiver in server.taken}) == CONTROL


def test_notices_are_made_once_however_often_their_worker_is_killed(committed):
    """Kill the worker that makes the notices of some activities, which everybody follows."""
    followers = User.objects.bulk_create(
        User(email=f"follower{number}@example.org") for number in range(FOLLOWERS)
    )
    topic = "tag:crash"
    Subscription.objects.bulk_create(
        Subscription(user=follower, topic=topic) for follower in followers
    )
    Activity.objects.bulk_create(
        Activity(key=f"crash:{n}", kind=STARTED, object_id=n, target=topic, topics=[topic])
        for n in range(ACTIVITIES)
    )

    report = let_work(job="spread", kills=SPREADING_KILLS, total=FOLLOWERS * ACTIVITIES)

    assert len(report["held"]) >= SPREADING_KILLS / 2
    assert report["left"] == 0
    assert Notice.objects.count() == FOLLOWERS * ACTIVITIES
    notified = Notice.objects.values("activity", "recipient").distinct().count()
    assert notified == FOLLOWERS * ACTIVITIES
    assert not Activity.objects.filter(spread_at=None).exists()
