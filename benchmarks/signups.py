"""Measure how many sign-ups a minute one event takes: `make bench-signups`.

Serves the hub as in production (gunicorn, two processes, production settings) on a database made
for this run: SQLite, and PostgreSQL if DATABASE_URL or BENCH_POSTGRES names a server. Clients with
different IP addresses submit the form until all seats are taken, and a few more are refused.
Measures the conditional UPDATE that takes a seat on its own first, and then how many "hello world"s
a second the same clients get from the same server. Prints one line of figures, and fails if a seat
was sold twice, if there was any error, or if the ratio is below the target: the sign-ups a minute
alone tell how busy the machine was.
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
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.gunicorn_server import HOST, Server  # noqa: E402
from tests.http_client import HttpClient  # noqa: E402

# Sign-ups a minute for each hello a second.
TARGET = 2.5
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
    postgres = os.environ.get("BENCH_POSTGRES", "")
    if not postgres and os.environ.get("DATABASE_URL", "").startswith("postgres"):
        postgres = os.environ["DATABASE_URL"]
    urls = {"sqlite": f"sqlite:///{ROOT}/var/bench-signups.sqlite3", "postgres": postgres}
    figures: dict[str, str | float] = {}
    oversold = errors = 0
    missed = []
    for name, url in urls.items():
        if not url:
            print(f"{name}: skipped, neither DATABASE_URL nor BENCH_POSTGRES names a server")
            figures[f"signups_per_minute_{name}"] = "skipped"
            missed.append(name)
            continue
        result = measure_in_subprocess(url)
        print(f"{name}: " + " ".join(f"{key}={value}" for key, value in result.items()))
        figures[f"signups_per_minute_{name}"] = result["signups_per_minute"]
        figures[f"bare_updates_per_minute_{name}"] = result["bare_updates_per_minute"]
        figures[f"signups_per_hello_{name}"] = result["signups_per_hello"]
        oversold += result["oversold"]
        errors += result["errors"]
        if result["signups_per_hello"] < TARGET:
            missed.append(name)
    figures |= {"oversold": oversold, "errors": errors, "target": TARGET}
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    return int(bool(missed or oversold or errors))


def measure_in_subprocess(url: str) -> dict[str, Any]:
    """Measure on the database of `url` in a process of its own, since Django reads it once."""
    environment = os.environ | {"DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 (this file)
        [sys.executable, __file__, "measure"],
        check=False,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit(f"The measurement on {urlsplit(url).scheme} failed.")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure() -> None:
    """Measure on DATABASE_URL and print the figures as JSON."""
    os.environ.update(
        DEBUG="0",
        DJANGO_SETTINGS_MODULE="hub.settings",
        SECRET_KEY="only-for-measuring",  # noqa: S106
        BASE_URL="http://127.0.0.1",
        EMAIL_URL="memorymail://",
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
        with Server({"DATABASE_URL": url}, log=log) as server:
            Occurrence.objects.filter(pk=hot.pk).update(capacity=WARM_UP)
            sign_up_all(server.port, path, WARM_UP, "warm")
            Occurrence.objects.filter(pk=hot.pk).update(capacity=WARM_UP + SEATS)
            connection.close()
            cpu_before = processor_seconds(server)
            answers = sign_up_all(server.port, path, SEATS + SURPLUS, "hot")
            cpu = processor_seconds(server) - cpu_before
            written = server.written()
        with Server({}, log=log, app="benchmarks.hello", health="/") as server:
            hellos = hellos_per_second(server.port)
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
        theme, capacity=90_000, venue="Biblioteket", address="Østergade 1, 9800 Hjørring"
    )
    return Event.objects.get(translation_key=page.translation_key).occurrences.get()


def processor_seconds(server: Server) -> float:
    """Return the CPU time of the server's processes so far, in seconds."""
    ticks = 0
    for process in server.processes():
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    run: Callable[[], int | None] = measure if sys.argv[1:] == ["measure"] else main
    sys.exit(run())
