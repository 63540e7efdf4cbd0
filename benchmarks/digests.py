"""How fast notices are spread and mailed, and what that costs: `make bench-digests`.

Makes a database of its own on the server of DATABASE_URL (or a file in var/), with 20,000
residents who follow six of a thousand threads each and one who follows five hundred. A reply in
every thread is spread and mailed, first to a tenth of them and then to the others. Prints one
line, and fails if the memory or a recipient's queries grow with the number of notices.
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
from scratch_database import scratch_database  # noqa: E402

from core.models import Theme  # noqa: E402
from forum import notices  # noqa: E402
from forum.models import Post, Thread  # noqa: E402
from notifications.models import Activity, Notice, OutboxMessage, Subscription  # noqa: E402
from notifications.notices import activities, notice_emails, topics  # noqa: E402
from residents.models import User  # noqa: E402

RESIDENTS = int(os.environ.get("RESIDENTS", "20000"))
FIRST = RESIDENTS // 10
THREADS = 1_000
FOLLOWED, MUCH_FOLLOWED = 6, 500
# What memory may grow by between a tenth of the residents and all of them.
LEEWAY_MB = 16
MAX_QUERIES = 25


def main() -> int:
    """Measure, print the figures, and return 1 if one of them is not bounded."""
    with scratch_database():
        heavy, last = make_people_and_replies()
        spreading = measured(lambda: activities.spread_due(limit=THREADS))
        told = Notice.objects.count()

        # The first tenth is owed its mail before the others.
        early = timezone.now() + datetime.timedelta(days=2)
        late = early + datetime.timedelta(hours=1)
        Notice.objects.update(mail_due_at=late)
        Notice.objects.filter(recipient_id__lte=heavy.pk + FIRST).update(mail_due_at=early)
        Notice.objects.filter(recipient=heavy).update(mail_due_at=late)

        first = measured(lambda: notice_emails.mail_due(now=early))
        one = measured(lambda: notice_emails.mail_to(last.pk, late))
        many = measured(lambda: notice_emails.mail_to(heavy.pk, late))
        others = measured(lambda: notice_emails.mail_due(now=late))
        mails, missed = OutboxMessage.objects.count(), notice_emails.due(late).count()
    per_recipient = others.queries / others.gave
    growth = others.peak_mb - first.peak_mb
    figures = {
        "database": connection.vendor,
        "residents": RESIDENTS,
        "notices": told,
        "notices_spread_per_second": round(told / spreading.seconds),
        "spread_memory_mb": round(spreading.growth_mb, 1),
        "mails": mails,
        "recipients_mailed_per_second": round(others.gave / others.seconds),
        "cpu_ms_per_recipient": round(1000 * others.cpu_seconds / others.gave, 1),
        "queries_per_recipient": round(per_recipient, 1),
        "queries_with_6_threads": one.queries,
        "queries_with_500_threads": many.queries,
        "seconds_with_500_threads": round(many.seconds, 3),
        "memory_with_a_tenth_mb": round(first.peak_mb),
        "memory_growth_with_all_mb": round(growth, 1),
    }
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    wrong = {
        "somebody was not mailed": missed > 0 or mails != RESIDENTS,
        "queries grow with the number of notices": many.queries > one.queries,
        "a recipient costs too many queries": per_recipient > MAX_QUERIES,
        "memory grows with the number of recipients": growth > LEEWAY_MB,
        "memory grows with the number of notices": spreading.growth_mb > LEEWAY_MB,
    }
    for fault, is_so in wrong.items():
        if is_so:
            print(f"Failed: {fault}.", file=sys.stderr)
    return int(any(wrong.values()))


def make_people_and_replies() -> tuple[User, User]:
    """Make the residents, what they follow, and a reply in each thread.

    Return the one who follows five hundred threads, and the one who comes last.
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
    heavy, last = users[0], users[-1]
    Subscription.objects.bulk_create(
        (
            Subscription(user=user, topic=topics.thread(threads[(step + place) % THREADS].pk))
            for step, user in enumerate(users)
            for place in range(0, 7 * FOLLOWED, 7)
            if user is not heavy
        ),
        batch_size=5_000,
    )
    Subscription.objects.bulk_create(
        Subscription(user=heavy, topic=topics.thread(thread.pk))
        for thread in threads[:MUCH_FOLLOWED]
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
    return heavy, last


@dataclass
class Measured:
    """What something took."""

    gave: int
    queries: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    growth_mb: float


def measured(act: Callable[[], int]) -> Measured:
    """Do `act`, counting its queries and looking at the memory at every hundredth of them."""
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
        gave = act()
    seconds, cpu_seconds = time.monotonic() - started, time.process_time() - cpu_before
    peak = max(peak, memory_mb())
    return Measured(gave, queries, seconds, cpu_seconds, peak, peak - before)


def memory_mb() -> float:
    """Return how much memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    sys.exit(main())
