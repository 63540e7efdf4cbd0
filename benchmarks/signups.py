"""How many sign-ups a minute one hot event takes: `make bench-signups`.

Serves the hub as it is deployed (gunicorn, two processes, production's settings) on a database
made for this run alone: SQLite, and PostgreSQL if DATABASE_URL or BENCH_POSTGRES names a server.
Strangers, each from an address of their own, send the form until every seat is taken, and some
more are refused. Before that, the conditional UPDATE that takes a seat is measured by itself, from
as many connections. Prints one line, and fails if a seat was sold twice, if anything went wrong,
or if there were fewer sign-ups a minute than the target.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.gunicorn_server import Server  # noqa: E402
from tests.http_client import HttpClient  # noqa: E402

TARGET = 3_000
SEATS = int(os.environ.get("SIGNUPS", "1500"))
# So many more ask than there are seats.
TOO_MANY = SEATS // 20
# The crowd: few processes, since they share the machine with the server.
PROCESSES, BROWSERS = 2, 6
WARM_UP = 60
BARE_SECONDS = 5


def main() -> int:
    """Measure on each database, print the figures, and return 1 if one of them misses."""
    postgres = os.environ.get("BENCH_POSTGRES", "")
    if not postgres and os.environ.get("DATABASE_URL", "").startswith("postgres"):
        postgres = os.environ["DATABASE_URL"]
    urls = {"sqlite": f"sqlite:///{ROOT}/var/bench-signups.sqlite3", "postgres": postgres}
    figures: dict[str, str | int] = {}
    oversold = errors = 0
    missed = []
    for name, url in urls.items():
        if not url:
            print(f"{name}: skipped, neither DATABASE_URL nor BENCH_POSTGRES names a server")
            figures[f"signups_per_minute_{name}"] = "skipped"
            missed.append(name)
            continue
        found = measure_in_own_process(url)
        print(f"{name}: " + " ".join(f"{key}={value}" for key, value in found.items()))
        figures[f"signups_per_minute_{name}"] = found["signups_per_minute"]
        figures[f"bare_updates_per_minute_{name}"] = found["bare_updates_per_minute"]
        oversold += found["oversold"]
        errors += found["errors"]
        if found["signups_per_minute"] < TARGET:
            missed.append(name)
    figures |= {"oversold": oversold, "errors": errors, "target": TARGET}
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    return int(bool(missed or oversold or errors))


def measure_in_own_process(url: str) -> dict[str, Any]:
    """Measure on the database server (or file) of `url`, where Django has not been set up yet."""
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
    """Measure on DATABASE_URL, and print the figures as JSON."""
    os.environ.update(
        DEBUG="0",
        DJANGO_SETTINGS_MODULE="hub.settings",
        SECRET_KEY="only-for-measuring",  # noqa: S106
        BASE_URL="http://127.0.0.1",
        EMAIL_URL="memorymail://",
        TASKS="database",
        LOG_LEVEL="WARNING",
        # A proxy names the address of each stranger, as in production.
        BEHIND_PROXY="1",
        ALLOWED_HOSTS="127.0.0.1",
    )
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.urls import reverse
    from django.utils import translation

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
            answers = sign_up_all(server.port, path, SEATS + TOO_MANY, "hot")
            cpu = processor_seconds(server) - cpu_before
            written = server.written()
        account(hot.pk, answers, updates, written, cpu)


def account(hot: int, answers: Counter, updates: float, written: str, cpu: float) -> None:
    """Print what came of it, as JSON."""
    from django.db.models import Sum

    from events.models import Occurrence, SignUp
    from notifications.models import OutboxMessage

    occurrence = Occurrence.objects.get(pk=hot)
    held = SignUp.objects.holding_seats().filter(occurrence=hot)
    seats = held.aggregate(seats=Sum("party_size"))["seats"]
    done = answers[302]
    wrong = sum(answers[key] for key in answers if key not in {302, 409, "seconds"})
    # Each seat has one sign-up, each sign-up one mail.
    amiss = [
        seats != occurrence.taken,
        done != SEATS,
        OutboxMessage.objects.filter(key__startswith="signup:").count() != held.count(),
        "Traceback" in written or "locked" in written or "deadlock" in written,
    ]
    figures = {
        "signups_per_minute": round(60 * done / answers["seconds"]),
        "bare_updates_per_minute": round(updates),
        "signups": done,
        "refused": answers[409],
        "server_cpu_ms_per_request": round(1000 * cpu / (SEATS + TOO_MANY), 1),
        # Fewer than the machine has: something else was busy on it.
        "server_cores": round(cpu / answers["seconds"], 2),
        "oversold": max(occurrence.taken - (occurrence.capacity or 0), 0),
        "errors": wrong + sum(amiss),
    }
    if wrong or any(amiss):
        print(answers, amiss, written[-3000:], file=sys.stderr)
    print(json.dumps(figures))


def sign_up_all(port: int, path: str, count: int, name: str) -> Counter:
    """Let the crowd sign `count` strangers up; return how often each status was the answer.

    `seconds` is how long it took from the first form sent to the last seat taken.
    """
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue = context.Queue()
    start = context.Barrier(PROCESSES * BROWSERS)
    crowd = [
        context.Process(target=crowd_of, args=(port, path, count, name, process, start, answers))
        for process in range(PROCESSES)
    ]
    for process in crowd:
        process.start()
    total: Counter = Counter()
    began, ended = [], []
    for _browser in range(PROCESSES * BROWSERS):
        counted, first, last = answers.get(timeout=600)
        total += counted
        began.append(first)
        ended.append(last)
    for process in crowd:
        process.join()
    total["seconds"] = max(ended) - min(began)
    return total


def crowd_of(port, path, count, name, process, start, answers) -> None:  # type: ignore[no-untyped-def]
    """Be one process of the crowd: some browsers, each with its share of the strangers."""

    def browse(number: int) -> None:
        stranger = HttpClient(port, number=(number + 1) * 100_000)
        counted: Counter = Counter()
        stranger.open(path)
        start.wait()
        first = last = time.monotonic()
        for who in range(number, count, PROCESSES * BROWSERS):
            try:
                status: object = stranger.sign_up(path, who=f"{name}-{who}", size=1)
            except Exception as error:
                status = type(error).__name__
            counted[status] += 1
            if status == 302:
                last = time.monotonic()
        answers.put((counted, first, last))

    threads = [
        threading.Thread(target=browse, args=(process * BROWSERS + number,))
        for number in range(BROWSERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def bare_updates(pk: int) -> float:
    """Return how many seats a minute the conditional UPDATE takes by itself, without a server."""
    context = multiprocessing.get_context("fork")
    counts: multiprocessing.Queue = context.Queue()
    workers = [context.Process(target=take_bare, args=(pk, counts)) for _number in range(PROCESSES)]
    for worker in workers:
        worker.start()
    total = sum(counts.get(timeout=60) for _worker in workers)
    for worker in workers:
        worker.join()
    return total * 60 / BARE_SECONDS


def take_bare(pk, counts) -> None:  # type: ignore[no-untyped-def]
    """Take seats for some seconds, each in a transaction of its own."""
    from django.db import connection, transaction

    table = "events_occurrence"
    statement = f"UPDATE {table} SET taken = taken + 1 WHERE id = %s AND capacity >= taken + 1"  # noqa: S608
    done, until = 0, time.monotonic() + BARE_SECONDS
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
    """Return how long the server's processes have been computing."""
    ticks = 0
    for process in server.processes():
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make a database for this run alone, yield its URL, and remove it again."""
    from django.conf import settings
    from django.db import connection

    is_file = connection.vendor == "sqlite"
    name = str(connection.settings_dict["NAME"]) if is_file else f"hub_bench_{os.getpid()}"
    test = settings.DATABASES["default"].setdefault("TEST", {})
    test["NAME"] = connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    url = os.environ["DATABASE_URL"]
    try:
        yield url if is_file else urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    _do: Callable[[], int | None] = measure if sys.argv[1:] == ["measure"] else main
    sys.exit(_do())
