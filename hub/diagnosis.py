"""What `manage.py doctor` looks at: each check returns findings, in plain sentences."""

import datetime
import shutil
import socket
import ssl
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks, mail
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from hub import health
from hub.models import Heartbeat, WorkerTrouble
from notifications.delivery.outbox_stats import figures

OLDEST_POSTGRESQL = 15
# Seconds between the clocks of the machine and of the database.
CLOCK_TOLERANCE = 30
# Free space below which uploads soon fail, and below which they may fail now.
LOW_DISK_MB, FULL_DISK_MB = 2_000, 200
OLD_MAIL_MINUTES = 15
CERTIFICATE_DAYS = 14
TLS_SECONDS = 10


class Level(IntEnum):
    """How bad a finding is."""

    OK = 0
    WARNING = 1
    PROBLEM = 2


@dataclass(frozen=True)
class Finding:
    """What a check has found, and what to do about it."""

    level: Level
    sentence: str
    remedy: str = ""


def ok(sentence: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(Level.OK, sentence)


def warning(sentence: str, remedy: str) -> Finding:
    """Return what should be looked at, while the hub works."""
    return Finding(Level.WARNING, sentence, remedy)


def problem(sentence: str, remedy: str) -> Finding:
    """Return what keeps the hub, or a part of it, from working."""
    return Finding(Level.PROBLEM, sentence, remedy)


def check_settings() -> Iterator[Finding]:
    """Django's and the hub's system checks, and what is for demonstrations only."""
    if settings.DEBUG:
        yield warning(
            "DEBUG is on: everybody sees the details of errors.", "Remove DEBUG in production."
        )
    elif connection.vendor == "sqlite":
        yield warning(
            "The database is SQLite, which is for demonstrations.",
            "Set DATABASE_URL to PostgreSQL.",
        )
    if not settings.DEBUG and settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        yield warning(
            "Each process has a cache of its own: rate limits are counted separately.",
            "Set CACHE_URL to Redis.",
        )
    if settings.SECRET_KEY_FALLBACKS:
        yield warning(
            "SECRET_KEY_FALLBACKS still has older keys.",
            "Remove them when their links may stop working: docs/operators.md.",
        )
    messages = checks.run_checks(include_deployment_checks=not settings.DEBUG)
    for message in messages:
        if not message.is_silenced():
            find = problem if message.is_serious() else warning
            yield find(f"{message.id}: {message.msg}", message.hint or "See docs/settings.md.")
    if not messages:
        yield ok("The settings are in order.")


def check_database() -> Iterator[Finding]:
    """The database answers, in a version that the hub supports, with all tables."""
    health.check_database()
    version = getattr(connection, "pg_version", OLDEST_POSTGRESQL * 10_000) // 10_000
    if version < OLDEST_POSTGRESQL:
        yield problem(f"PostgreSQL {version} is too old.", f"Use {OLDEST_POSTGRESQL} or newer.")
    if pending := health.pending_migrations():
        yield problem(
            f"The database lacks {len(pending)} migrations, the first is {pending[0]}.",
            "Run `manage.py migrate`.",
        )
    else:
        yield ok("The database answers, and has all migrations.")


def check_clock() -> Iterator[Finding]:
    """The clocks of this machine and of the database agree."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        seconds = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    if seconds > CLOCK_TOLERANCE:
        yield problem(
            f"The clocks of this machine and of the database differ by {seconds:.0f} seconds.",
            "Let both follow a time server (NTP): deadlines and codes depend on it.",
        )
    else:
        yield ok("The clocks of this machine and of the database agree.")


def check_cache() -> Iterator[Finding]:
    """The cache returns what was stored."""
    health.check_cache()
    yield ok("The cache answers.")


def check_worker() -> Iterator[Finding]:
    """A background worker runs, and its mail does not pile up."""
    trouble = Heartbeat.objects.trouble_of_worker()
    if trouble == WorkerTrouble.TICK_HANGS:
        yield problem(
            f"The worker has begun no tick for {settings.TICK_LATE_MINUTES} minutes.",
            "Look into its log, and restart it: systemctl restart hub-worker.",
        )
    elif trouble:
        yield problem(
            f"The background worker does not run: {trouble.label}.",
            "Start it: systemctl start hub-worker. Until then no mail is sent.",
        )
    else:
        yield ok("The background worker runs.")
    outbox = figures()
    if outbox.oldest_minutes > OLD_MAIL_MINUTES:
        yield problem(
            f"{outbox.waiting} mails wait, the oldest for {outbox.oldest_minutes} minutes.",
            "Look at the mail server and at the worker.",
        )
    if outbox.given_up:
        yield warning(
            f"{outbox.given_up} mails were given up.",
            "`manage.py outbox` says why, and `manage.py outbox --retry` tries again.",
        )


def check_mail_server() -> Iterator[Finding]:
    """The mail server takes a connection, with the name and password of EMAIL_URL."""
    server = mail.get_connection()
    try:
        server.open()
    finally:
        server.close()
    yield ok("The mail server takes connections.")


def check_storage() -> Iterator[Finding]:
    """Files can be written, read and deleted in both storages."""
    for name, variable in (("default", "MEDIA"), ("private", "PRIVATE_FILES")):
        content = uuid.uuid4().hex.encode()
        stored = None
        try:
            stored = storages[name].save(f"doctor-{uuid.uuid4().hex}.txt", ContentFile(content))
            with storages[name].open(stored) as file:
                is_same = file.read() == content
        except Exception as error:
            yield problem(
                f"{variable} cannot be written and read: {brief(error)}.",
                "May the hub's user write there? Are the credentials of the bucket right?",
            )
            continue
        finally:
            if stored:
                storages[name].delete(stored)
        if is_same:
            yield ok(f"{variable} can be written and read.")
        else:
            yield problem(f"{variable} returns other bytes than were stored.", "Do not use it.")


def check_disk() -> Iterator[Finding]:
    """The disks of the database and of the files have space left."""
    folders = {Path(settings.BASE_DIR), *map(Path, _local_folders())}
    existing = {
        next(one for one in (folder, *folder.parents) if one.exists()) for folder in folders
    }
    for disk in {folder.stat().st_dev: folder for folder in sorted(existing)}.values():
        free = shutil.disk_usage(disk).free // 1_000_000
        sentence = f"{free} MB are free on the disk of {disk}."
        if free < FULL_DISK_MB:
            yield problem(sentence, "Make room now: uploads and posts fail when it is full.")
        elif free < LOW_DISK_MB:
            yield warning(sentence, "Make room soon.")
        else:
            yield ok(sentence)


def _local_folders() -> Iterator[str]:
    for name in ("default", "private"):
        location = str(getattr(storages[name], "location", ""))
        # A bucket has a location, too: a prefix.
        if Path(location).is_absolute():
            yield location
    if connection.vendor == "sqlite":
        yield str(Path(settings.DATABASES["default"]["NAME"]).parent)


def check_build() -> Iterator[Finding]:
    """Static files are collected, and translations compiled."""
    try:
        staticfiles_storage.url("images/favicon.svg")
    except ValueError:
        yield problem("Static files are missing.", "Run `manage.py collectstatic --noinput`.")
    else:
        yield ok("Static files are in place.")
    sources = [path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po")]
    missing = [path for path in sources if not path.with_suffix(".mo").exists()]
    if missing:
        yield problem("Translations are not compiled.", "Run `manage.py compile_translations`.")
    else:
        yield ok("Translations are compiled.")


def check_certificate() -> Iterator[Finding]:
    """The site answers with a certificate that is valid for two more weeks."""
    if not settings.HTTPS:
        return
    url = urlsplit(settings.BASE_URL)
    host, port = url.hostname or "", url.port or 443
    try:
        context = ssl.create_default_context()
        with (
            socket.create_connection((host, port), timeout=TLS_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            ends = ssl.cert_time_to_seconds(str((secure.getpeercert() or {})["notAfter"]))
    except ssl.SSLError as error:
        yield problem(f"The certificate of {host} is not valid: {brief(error)}.", "Renew it.")
        return
    except OSError as error:
        yield warning(
            f"{host} cannot be reached from this machine: {brief(error)}.",
            "Look at the name server, the firewall and the proxy.",
        )
        return
    left = datetime.datetime.fromtimestamp(ends, tz=datetime.UTC) - timezone.now()
    if left < datetime.timedelta(days=CERTIFICATE_DAYS):
        yield problem(f"The certificate of {host} ends in {left.days} days.", "Renew it.")
    else:
        yield ok(f"The certificate of {host} is valid for {left.days} days.")


def brief(error: Exception) -> str:
    """Return the kind of an error and the first line of its message."""
    first = f"{error}".strip().partition("\n")[0].rstrip(".")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "settings": check_settings,
    "database": check_database,
    "clock": check_clock,
    "cache": check_cache,
    "worker": check_worker,
    "mail server": check_mail_server,
    "storage": check_storage,
    "disk": check_disk,
    "build": check_build,
    "certificate": check_certificate,
}
# Those that would only repeat that the database is away, or lacks tables.
NEED_DATABASE = ("clock", "worker")
# What to do if a check itself fails.
REMEDIES = {
    "database": "Is it started, and is DATABASE_URL right?",
    "cache": "Is Redis started, and is CACHE_URL right?",
    "mail server": "Is EMAIL_URL right, and may this machine call that port?",
}


def examine() -> Iterator[tuple[str, Finding]]:
    """Run every check; yield its name and each finding. A check that fails is a finding."""
    has_database = True
    for name, check in CHECKS.items():
        if name in NEED_DATABASE and not has_database:
            continue
        try:
            for finding in check():
                has_database &= name != "database" or finding.level != Level.PROBLEM
                yield name, finding
        except Exception as error:
            has_database &= name != "database"
            remedy = REMEDIES.get(name, "See the checks above, and the log.")
            yield name, problem(f"The check failed: {brief(error)}.", remedy)
