"""Letters that are sent at the same time keep to the daily limit, and are sent once."""

import functools

from notifications.broadcasts.drafts import fingerprint, save_draft
from notifications.broadcasts.sending import DailyLimitReached
from notifications.models import Activity, Letter
from notifications.newsletters import sending
from tests import factories
from tests.races.threads import run_concurrently


def test_concurrent_clicks_on_many_drafts_send_as_many_as_allowed(committed, settings):
    settings.LETTERS_PER_DAY = 2
    author = factories.make_user("alice@example.org", "Alice")
    texts = {"da": {"subject": "Hej", "body": "Hej"}}
    topic = f"theme:{factories.make_theme().pk}"
    drafts = [save_draft(Letter(author=author), texts=texts, topic=topic) for _number in range(8)]

    results = run_concurrently(
        [
            functools.partial(
                sending.send,
                Letter.objects.get(pk=draft.pk),
                sender=author,
                seen=fingerprint(draft),
            )
            for draft in drafts
            for _click in range(3)
        ]
    )

    assert all(isinstance(result, bool | DailyLimitReached) for result in results), results
    assert results.count(True) == 2
    assert Letter.objects.sent().count() == Activity.objects.filter(kind="letter").count() == 2
