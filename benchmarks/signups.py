"""Measure how many sign-ups a minute one event takes: `make bench-signups`.

Serves the hub as in production (gunicorn, two processes, production settings) on a database made
for this run: SQLite, and PostgreSQL if DATABASE_URL names a server. Clients with different IP
addresses submit the form until all seats are taken, and a few more are refused. Measures the
conditional UPDATE that takes a seat on its own first. The same clients ask the same server for
"hello world" before and after the sign-ups. The ratio is that of successful sign-ups a minute to
hellos a second, the mean of both: the sign-ups alone tell how busy the machine was. Prints one line
of figures, and fails if a seat was sold twice, if there was any error, or if the ratio is below the
target.

With BEFORE=folder, a checkout of an earlier commit, its own benchmark runs as well, between hellos
of its own, and it fails if the ratio is less than `NO_SLOWER` of that before.
"""

import http.client
import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import per_database, processor_time  # noqa: E402
from tests.gunicorn_server import HOST, Server  # noqa: E402
from tests.http_client import HttpClient  # noqa: E402

# Sign-ups a minute for each hello a second.
TARGET = 2.5
# Of the ratio of an earlier commit. Two runs of the same code differ by hundredths.
NO_SLOWER = 0.9
FIGURES = (
    "signups_per_minute",
    "bare_updates_per_minute",
    "signups_per_hello",
    "oversold",
    "errors",
)
HELLOS = 6_000
SEATS = int(os.environ.get("SIGNUPS", "1500"))
# Sign-ups beyond the number of seats.
SURPLUS = SEATS // 20
# The load clients: few processes, since they share the machine with the server.
PROCESSES, CLIENTS = 2, 6
WARM_UP = 60
UPDATE_SECONDS = 5


def main() -> int:
    """Measure on each database and print the figures; return 1 if one misses the target."""
    figures: dict[str, str | float] = {}
    missed = []
    urls = per_database.urls(os.environ, "signups")
    before = ratios_of(os.environ["BEFORE"]) if os.environ.get("BEFORE") else {}
    for name, url in urls.items():
        result = per_database.measure(__file__, url)
        print(f"{name}: " + " ".join(f"{key}={value}" for key, value in result.items()))
        for key in FIGURES:
            figures[f"{key}_{name}"] = result[key]
        missed += [f"{name} {key}" for key in misses(result)]
        if name in before:
            figures[f"before_per_hello_{name}"] = before[name]
            if is_slower(result["signups_per_hello"], before[name]):
                missed.append(f"{name} is slower than before")
        elif before:
            missed.append(f"{name} was not measured before")
    print(f"missed: {', '.join(missed) or 'none'}")
    print(" ".join(f"{name}={value}" for name, value in (figures | {"target": TARGET}).items()))
    return int(bool(missed))


def misses(result: dict[str, Any]) -> list[str]:
    """Return the names of the figures that are not as they must be."""
    slow = ["signups_per_hello"] if result["signups_per_hello"] < TARGET else []
    return slow + [key for key in ("oversold", "errors") if result[key]]


def is_slower(ratio: float, before: float) -> bool:
    """Return whether the ratio is less than that before, beyond chance."""
    return ratio < NO_SLOWER * before


def ratios_of(folder: str) -> dict[str, float]:
    """Run the benchmark of another checkout between hellos; return its ratio by database."""
    log = ROOT / "var" / "bench-signups.log"
    first = measure_hellos(log)
    figures = figures_of(folder)
    # What else runs on the machine changes meanwhile.
    hellos = (first + measure_hellos(log)) / 2
    return ratios(figures, hellos)


def ratios(figures: dict[str, str], hellos: float) -> dict[str, float]:
    """Return the sign-ups a minute for each hello a second, by the databases that were measured."""
    prefix = "signups_per_minute_"
    return {
        name.removeprefix(prefix): round(float(value) / hellos, 2)
        for name, value in figures.items()
        if name.startswith(prefix) and value != "skipped"
    }


def figures_of(folder: str) -> dict[str, str]:
    """Run the benchmark of another checkout, and return its line of figures."""
    environment = {name: value for name, value in os.environ.items() if name != "BEFORE"}
    with subprocess.Popen(
        [sys.executable, "benchmarks/signups.py"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            written, _errors = process.communicate()
        except BaseException:
            per_database.end(process)
            raise
    # It may have missed its own target.
    return read_figures(written)


def read_figures(written: str) -> dict[str, str]:
    """Return the figures in the last line that a benchmark has written; exit without any."""
    lines = written.splitlines()
    figures = dict(
        pair.split("=", 1) for pair in (lines[-1].split() if lines else []) if "=" in pair
    )
    if not any(name.startswith("signups_per_minute") for name in figures):
        sys.exit("The benchmark of the earlier commit has failed.")
    return figures


def measure(_arguments: list[str]) -> None:
    """Measure on DATABASE_URL and print the figures as JSON."""
    os.environ.update(
        BASE_URL="http://127.0.0.1",
        TASKS="database",
        LOG_LEVEL="WARNING",
        # The clients send their IP address in X-Forwarded-For, as a proxy does.
        BEHIND_PROXY="1",
        ALLOWED_HOSTS="127.0.0.1",
    )
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.urls import reverse
    from django.utils import translation

    from benchmarks.scratch_database import scratch_database

    call_command("collectstatic", interactive=False, verbosity=0)
    log = ROOT / "var" / "bench-signups.log"
    log.unlink(missing_ok=True)
    with scratch_database() as url:
        from events.models import Occurrence

        bare, hot = make_event(), make_event()
        connection.close()
        updates = bare_updates(bare.pk)
        with translation.override("da"):
            path = reverse("events:sign_up", args=[hot.pk])
        before_signups = measure_hellos(log)
        with Server({"DATABASE_URL": url}, log=log) as server:
            Occurrence.objects.filter(pk=hot.pk).update(capacity=WARM_UP)
            sign_up_all(server.port, path, WARM_UP, "warm")
            Occurrence.objects.filter(pk=hot.pk).update(capacity=WARM_UP + SEATS)
            connection.close()
            before = processor_time.of_processes(server.processes())
            answers = sign_up_all(server.port, path, SEATS + SURPLUS, "hot")
            cpu = processor_seconds(server, before)
            written = server.written()
        # What else runs on the machine changes meanwhile.
        hellos = (before_signups + measure_hellos(log)) / 2
        report(hot.pk, answers, updates, written, cpu, hellos)


def report(
    hot: int, answers: Counter, updates: float, written: str, cpu: float, hellos: float
) -> None:
    """Check the seats, the mails and the log, and print the figures as JSON."""
    from django.db.models import Sum

    from events.models import Occurrence, SignUp
    from notifications.models import OutboxMessage

    occurrence = Occurrence.objects.get(pk=hot)
    held = SignUp.objects.holding_seats().filter(occurrence=hot)
    seats = held.aggregate(seats=Sum("party_size"))["seats"]
    done = answers[302]
    unexpected = sum(answers[key] for key in answers if key not in {302, 409, "seconds"})
    # Every seat has one sign-up, and every sign-up one mail.
    failures = [
        seats != occurrence.taken,
        done != SEATS,
        OutboxMessage.objects.filter(key__startswith="signup:").count() != held.count(),
        "Traceback" in written or "locked" in written or "deadlock" in written,
    ]
    per_minute = 60 * done / answers["seconds"]
    figures = {
        "signups_per_minute": round(per_minute),
        "hellos_per_second": round(hellos),
        "signups_per_hello": round(per_minute / hellos, 2),
        "bare_updates_per_minute": round(updates),
        "signups": done,
        "refused": answers[409],
        "server_cpu_ms_per_request": round(1000 * cpu / (SEATS + SURPLUS), 1),
        # Below the machine's number of cores, other processes were busy.
        "server_cores": round(cpu / answers["seconds"], 2),
        "oversold": max(occurrence.taken - (occurrence.capacity or 0), 0),
        "errors": unexpected + sum(failures),
    }
    if unexpected or any(failures):
        print(answers, failures, written[-3000:], file=sys.stderr)
    print(json.dumps(figures))


def sign_up_all(port: int, path: str, count: int, name: str) -> Counter:
    """Sign `count` people up from all load clients; return how often each status was answered.

    `seconds` is the time from the first form to the last seat taken.
    """
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue = context.Queue()
    start = context.Barrier(PROCESSES * CLIENTS)
    processes = [
        context.Process(target=run_clients, args=(port, path, count, name, process, start, answers))
        for process in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    total: Counter = Counter()
    first_requests, last_seats = [], []
    for _client in range(PROCESSES * CLIENTS):
        counted, first, last = answers.get(timeout=600)
        total += counted
        first_requests.append(first)
        last_seats.append(last)
    for process in processes:
        process.join()
    total["seconds"] = max(last_seats) - min(first_requests)
    return total


def run_clients(port, path, count, name, process, start, answers) -> None:  # type: ignore[no-untyped-def]
    """Run the load clients of one process, each with its share of the sign-ups."""

    def run_client(number: int) -> None:
        client = HttpClient(port, number=(number + 1) * 100_000)
        counted: Counter = Counter()
        client.open(path)
        start.wait()
        first = last = time.monotonic()
        for person in range(number, count, PROCESSES * CLIENTS):
            try:
                status: object = client.sign_up(path, who=f"{name}-{person}", size=1)
            except Exception as error:
                status = type(error).__name__
            counted[status] += 1
            if status == 302:
                last = time.monotonic()
        answers.put((counted, first, last))

    threads = [
        threading.Thread(target=run_client, args=(process * CLIENTS + number,))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure_hellos(log: Path) -> float:
    """Return how many hellos a second the same server gives to the same number of clients."""
    with Server({}, log=log, app="benchmarks.hello", health="/") as server:
        return hellos_per_second(server.port)


def hellos_per_second(port: int) -> float:
    """Return how many hellos a second as many clients get as sign up."""
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=read_hellos, args=(port,)) for _ in range(PROCESSES)]
    began = time.monotonic()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return HELLOS / (time.monotonic() - began)


def read_hellos(port: int) -> None:
    """Ask for the share of one process, from all its clients."""

    def read() -> None:
        connection = http.client.HTTPConnection(HOST, port)
        for _number in range(HELLOS // (PROCESSES * CLIENTS)):
            connection.request("GET", "/")
            connection.getresponse().read()
        connection.close()

    threads = [threading.Thread(target=read) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def bare_updates(pk: int) -> float:
    """Return how many seats a minute the conditional UPDATE takes without a server."""
    context = multiprocessing.get_context("fork")
    counts: multiprocessing.Queue = context.Queue()
    workers = [
        context.Process(target=take_seats, args=(pk, counts)) for _number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    total = sum(counts.get(timeout=60) for _worker in workers)
    for worker in workers:
        worker.join()
    return total * 60 / UPDATE_SECONDS


def take_seats(pk, counts) -> None:  # type: ignore[no-untyped-def]
    """Take seats for `UPDATE_SECONDS`, each in its own transaction."""
    from django.db import connection, transaction

    table = "events_occurrence"
    statement = f"UPDATE {table} SET taken = taken + 1 WHERE id = %s AND capacity >= taken + 1"  # noqa: S608
    done, until = 0, time.monotonic() + UPDATE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            with transaction.atomic():
                cursor.execute(statement, [pk])
                done += cursor.rowcount
    connection.close()
    counts.put(done)


def make_event():  # type: ignore[no-untyped-def]
    """Make an event with a page in each language; return its occurrence."""
    from core.models import Theme
    from events.models import Event
    from tests import factories

    theme = Theme.objects.first() or factories.make_theme()
    page = factories.make_event_page(
        theme, capacity=90_000, venue="Biblioteket", address="Østergade 1"
    )
    return Event.objects.get(translation_key=page.translation_key).occurrences.get()


def processor_seconds(server: Server, before: processor_time.Times) -> float:
    """Return the processor time of the server's processes since `before`, in seconds."""
    return processor_time.between(before, processor_time.of_processes(server.processes()))


if __name__ == "__main__":
    per_database.run(main, measure)
