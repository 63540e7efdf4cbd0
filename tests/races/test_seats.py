"""Seats under load: hundreds of people want them at once, from the real server.

Processes sign up over HTTP, confirm, cancel, wait, accept and change their party, while an editor
changes the number of seats and the clock runs out for some. The log of the database's triggers, the
observer and the audit at the end must agree.
"""

import json
import os
import random
import signal
import time
from collections import Counter

import pytest
from django.urls import reverse
from django.utils import translation

from events.models import SignUp
from notifications.models import OutboxMessage
from tests import factories
from tests.notifications.mail_server import MailServer, running
from tests.races import seat_audit, seat_triggers
from tests.races.conftest import observed, report_of, serving, start
from tests.races.sizes import size

# One at a time: each uses the whole machine.
pytestmark = pytest.mark.xdist_group("seats")

SEATS, ATTEMPTS = size(60, 300), size(160, 960)
KILLS, ATTEMPTS_WITH_KILLS = size(4, 12), size(64, 240)
# Clients stop at this number even if not all expected changes have happened.
AT_MOST = 10 * ATTEMPTS
# How many different states an observer sees depends on how busy the machine is.
STATES_SEEN = size(2, 20)
# Only a fault takes so long.
PATIENCE = 1200


def make_hot_event(seats):
    """Make an event with a page and that many seats; return its occurrence."""
    page = factories.make_event_page(
        factories.make_theme("hot"), capacity=seats, venue="Biblioteket"
    )
    return page.event.occurrences.get()


def start_clients(server, occurrence, environment, **asked):
    """Start the load clients for `occurrence`."""
    with translation.override("da"):
        path = reverse("events:sign_up", args=[occurrence.pk])
    asked |= {
        "port": server.port,
        "path": path,
        "occurrence": occurrence.pk,
        "seats": occurrence.capacity,
    }
    return start("load_clients", json.dumps(asked), environment=server.environment)


# Statuses of sign-ups and of mailed links, and the counts of the clock and the editor.
_EXPECTED = {
    *("302", "409", "broken", "attempts"),
    *(f"{link}: 302" for link in ("confirm", "cancel", "manage", "offer")),
    *(f"{link}: gone" for link in ("confirm", "cancel", "manage", "offer")),
    # No free seats, an ended sign-up, a replaced offer, and a form with errors.
    *("manage: 409", "manage: 410", "offer: 404", "manage: 200"),
    *("expired", "lapsed", "offered late", "capacity", "too often"),
}


def failures(answers):
    """Return the unexpected answers."""
    return {answer: count for answer, count in answers.items() if answer not in _EXPECTED}


def test_the_last_seat_is_sold_once(environment, own_database, tmp_path):
    """Nobody cancels, so the result is known."""
    seats, attempts = SEATS // 3, ATTEMPTS // 3
    occurrence = make_hot_event(seats)

    with observed(own_database) as seen, serving(environment, tmp_path) as server:
        answers = report_of(
            start_clients(server, occurrence, environment, attempts=attempts), PATIENCE
        )

    assert not failures(answers)
    # Seated or refused.
    assert answers["302"] + answers["409"] == attempts
    assert seat_audit.seats_amiss() == []
    occurrence.refresh_from_db()
    # Parties of one take the seats that larger parties cannot.
    assert occurrence.taken == seats
    assert SignUp.objects.count() == answers["302"]
    assert seat_audit.mails_amiss() == (Counter(), Counter())
    assert OutboxMessage.objects.count() == answers["302"]
    assert seen["wrong"] == []
    assert seen["states"] >= STATES_SEEN
    # The triggers have logged every sale.
    assert len(seat_triggers.changes()) == answers["302"]


def test_without_the_guard_it_oversells_and_that_is_noticed(environment, own_database, tmp_path):
    """The positive control: the first four parties see three seats, and all of them sign up."""
    occurrence = make_hot_event(3)
    one_process = environment | {"WEB_CONCURRENCY": "1"}

    with (
        observed(own_database) as seen,
        serving(one_process, tmp_path, app="tests.races.unlocked_wsgi") as server,
    ):
        answers = report_of(start_clients(server, occurrence, environment, attempts=32), PATIENCE)

    assert not failures(answers)
    occurrence.refresh_from_db()
    assert occurrence.taken > 3
    assert seat_triggers.oversold()
    assert any(wrong.startswith("sold twice") for wrong in seat_audit.seats_amiss())
    assert any("seats taken of 3" in wrong for wrong in seen["wrong"])


def test_everybody_changes_their_mind_at_once(environment, own_database, tmp_path):
    occurrence = make_hot_event(SEATS)
    # All changes of a status.
    changes = {
        ("pending", "confirmed"),
        ("confirmed", "cancelled"),
        ("pending", "expired"),
        ("asking", "waiting"),
        ("waiting", "offered"),
        ("offered", "confirmed"),
        ("offered", "lapsed"),
    }

    with observed(own_database) as seen, serving(environment, tmp_path) as server:
        crowd = start_clients(
            server,
            occurrence,
            environment,
            attempts=ATTEMPTS,
            at_most=AT_MOST,
            mixed=True,
            changes=sorted(changes),
            capacities=5,
        )
        answers = report_of(crowd, PATIENCE)

    assert not failures(answers), answers
    assert seat_triggers.kinds_of_change() >= changes
    assert answers["capacity"] > 3
    assert seat_audit.seats_amiss() == []
    assert seat_audit.mails_amiss() == (Counter(), Counter())
    assert seen["wrong"] == []
    assert seen["states"] >= STATES_SEEN


def test_killed_processes_lose_no_seat_and_no_mail(environment, own_database, tmp_path):
    """Kill the server's processes and the worker with SIGKILL while people sign up."""
    occurrence = make_hot_event(400)
    dice = random.Random(1)  # noqa: S311
    mail = MailServer()

    with (
        running(mail) as mail_port,
        observed(own_database) as seen,
        serving(
            environment | {"EMAIL_URL": f"smtp://127.0.0.1:{mail_port}"},
            tmp_path,
            # So that a new process starts at once.
            options="--preload",
        ) as server,
    ):
        asked = json.dumps({"kills": KILLS, "seed": 1})
        worker = start("crashing_work_command", asked, environment=server.environment)
        enough = tmp_path / "enough"
        crowd = start_clients(
            server,
            occurrence,
            environment,
            attempts=ATTEMPTS_WITH_KILLS,
            at_most=AT_MOST,
            breaks=True,
            until_file=str(enough),
        )
        killed = 0
        while killed < KILLS and crowd.poll() is None:
            time.sleep(dice.uniform(0.2, 0.6))  # a random moment
            processes = server.processes()
            if processes and SignUp.objects.exists():  # they are on their way until then
                os.kill(dice.choice(processes), signal.SIGKILL)
                killed += 1
        enough.touch()
        answers = report_of(crowd, PATIENCE)
        delivered = report_of(worker, PATIENCE)

    assert killed == KILLS
    assert len(delivered["held"]) >= KILLS
    assert not failures(answers)
    assert answers.get("broken", 0) > 0
    # A client that sent the form again after a broken connection is signed up once.
    assert answers["302"] + answers.get("409", 0) == answers["attempts"]
    assert SignUp.objects.count() == answers["302"]
    assert seat_audit.seats_amiss() == []
    assert seen["wrong"] == []
    # Every mail is written once, and delivered once; what was in the hands of a worker that was
    # killed may come again, under the same Message-ID.
    assert seat_audit.mails_amiss() == (Counter(), Counter())
    assert delivered["left"] == 0
    sent = set(OutboxMessage.objects.values_list("to", flat=True))
    assert {receiver for _id, receiver in mail.taken} == sent
    assert len({identity for identity, _receiver in mail.taken}) == len(sent) == answers["302"]
    again = Counter(receiver for _id, receiver in mail.taken)
    again.subtract(sent)
    in_hand = {key for keys in delivered["held"] for key in keys}
    allowed = set(OutboxMessage.objects.filter(key__in=in_hand).values_list("to", flat=True))
    assert set(+again) <= allowed
