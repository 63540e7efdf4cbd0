"""Measure how fast notices are spread and mailed: `make bench-digests`.

Makes a temporary database on the server of DATABASE_URL (or a file in var/) with 20,000 residents
who follow six of a thousand threads each, and one who follows five hundred. A reply in every thread
is spread and mailed, first to a tenth of the residents and then to the others. Prints one line of
figures. Fails if the memory, or the queries for a recipient, grow with the number of notices.
"""

import datetime
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
os.environ.update(
    DEBUG="0",
    SECRET_KEY="only-for-measuring",  # noqa: S106
    BASE_URL="http://hub.example",
    EMAIL_URL="memorymail://",
    TASKS="database",
    LOG_LEVEL="WARNING",
)

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.scratch_database import scratch_database  # noqa: E402
from core.models import Theme  # noqa: E402
from forum import notices  # noqa: E402
from forum.models import Post, Thread  # noqa: E402
from notifications.models import Activity, Notice, OutboxMessage, Subscription  # noqa: E402
from notifications.notices import activities, notice_emails, topics  # noqa: E402
from residents.models import User  # noqa: E402

RESIDENTS = int(os.environ.get("RESIDENTS", "20000"))
FIRST = RESIDENTS // 10
THREADS = 1_000
FOLLOWED, FOLLOWED_BY_HEAVY_USER = 6, 500
# How much the memory may grow from a tenth of the residents to all of them.
LEEWAY_MB = 16
MAX_QUERIES = 25


def main() -> int:
    """Measure and print the figures; return 1 if one exceeds its limit."""
    with scratch_database():
        heavy_user, last_user = make_people_and_replies()
        spreading = measure(lambda: activities.spread_due(limit=THREADS))
        notice_count = Notice.objects.count()

        # The mail to the first tenth is due before the mail to the others.
        early = timezone.now() + datetime.timedelta(days=2)
        late = early + datetime.timedelta(hours=1)
        Notice.objects.update(mail_due_at=late)
        Notice.objects.filter(recipient_id__lte=heavy_user.pk + FIRST).update(mail_due_at=early)
        Notice.objects.filter(recipient=heavy_user).update(mail_due_at=late)

        first = measure(lambda: notice_emails.mail_due(now=early))
        one = measure(lambda: notice_emails.mail_to(last_user.pk, late))
        many = measure(lambda: notice_emails.mail_to(heavy_user.pk, late))
        others = measure(lambda: notice_emails.mail_due(now=late))
        mails, missed = OutboxMessage.objects.count(), notice_emails.due(late).count()
    per_recipient = others.queries / others.returned
    growth = others.peak_mb - first.peak_mb
    figures = {
        "database": connection.vendor,
        "residents": RESIDENTS,
        "notices": notice_count,
        "notices_spread_per_second": round(notice_count / spreading.seconds),
        "spread_memory_mb": round(spreading.growth_mb, 1),
        "mails": mails,
        "recipients_mailed_per_second": round(others.returned / others.seconds),
        "cpu_ms_per_recipient": round(1000 * others.cpu_seconds / others.returned, 1),
        "queries_per_recipient": round(per_recipient, 1),
        "queries_with_6_threads": one.queries,
        "queries_with_500_threads": many.queries,
        "seconds_with_500_threads": round(many.seconds, 3),
        "memory_with_a_tenth_mb": round(first.peak_mb),
        "memory_growth_with_all_mb": round(growth, 1),
    }
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    failures = {
        "a recipient got no mail": missed > 0 or mails != RESIDENTS,
        "queries grow with the number of notices": many.queries > one.queries,
        "a recipient costs too many queries": per_recipient > MAX_QUERIES,
        "memory grows with the number of recipients": growth > LEEWAY_MB,
        "memory grows with the number of notices": spreading.growth_mb > LEEWAY_MB,
    }
    for failure, has_failed in failures.items():
        if has_failed:
            print(f"Failed: {failure}.", file=sys.stderr)
    return int(any(failures.values()))


def make_people_and_replies() -> tuple[User, User]:
    """Make the residents, the threads that they follow, and a reply in each thread.

    Return the resident who follows five hundred threads, and the last of the others.
    """
    author = User.objects.create_user("author@example.org", first_name="Anna", is_active=False)
    theme = Theme.objects.create(slug="benchmark", colour="brick", icon="theme", order=1)
    threads = Thread.objects.bulk_create(
        Thread(title=f"Samtale {n}", theme=theme, author=author, language="da", post_count=2)
        for n in range(THREADS)
    )
    for number in (1, 2):
        posts = Post.objects.bulk_create(
            Post(thread=thread, number=number, author=author, body="Hej.", body_as_html="<p>Hej.")
            for thread in threads
        )
    users = User.objects.bulk_create(
        (User(email=f"r{n}@example.org", first_name=f"Rita {n}") for n in range(RESIDENTS)),
        batch_size=1_000,
    )
    heavy_user, last_user = users[0], users[-1]
    Subscription.objects.bulk_create(
        (
            Subscription(user=user, topic=topics.thread(threads[(index + offset) % THREADS].pk))
            for index, user in enumerate(users)
            for offset in range(0, 7 * FOLLOWED, 7)
            if user is not heavy_user
        ),
        batch_size=5_000,
    )
    Subscription.objects.bulk_create(
        Subscription(user=heavy_user, topic=topics.thread(thread.pk))
        for thread in threads[:FOLLOWED_BY_HEAVY_USER]
    )
    now = timezone.now()
    Activity.objects.bulk_create(
        Activity(
            key=f"post:{post.pk}",
            kind=notices.REPLIED,
            object_id=post.pk,
            target=topics.thread(post.thread_id),
            topics=[topics.thread(post.thread_id)],
            created_at=now,
        )
        for post in posts
    )
    return heavy_user, last_user


@dataclass
class Measurement:
    returned: int
    queries: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    growth_mb: float


def measure(function: Callable[[], int]) -> Measurement:
    """Call `function`, count its queries, and read the memory at every hundredth query."""
    queries, before = 0, memory_mb()
    peak = before

    def watch(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal queries, peak
        queries += 1
        if queries % 100 == 0:
            peak = max(peak, memory_mb())
        return execute(sql, params, many, context)

    started, cpu_before = time.monotonic(), time.process_time()
    with connection.execute_wrapper(watch):
        returned = function()
    seconds, cpu_seconds = time.monotonic() - started, time.process_time() - cpu_before
    peak = max(peak, memory_mb())
    return Measurement(returned, queries, seconds, cpu_seconds, peak, peak - before)


def memory_mb() -> float:
    """Return the resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    sys.exit(main())
