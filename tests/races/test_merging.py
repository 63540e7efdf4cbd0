"""Two moderators merge two threads into each other at once."""

from core.models import Theme
from forum.models import ModerationAction, Thread
from forum.moderation import merging
from tests import factories
from tests.races.threads import errors_in, run_concurrently


def test_only_one_direction_wins(committed):
    theme = Theme.objects.create(slug="race", colour="brick", icon="race")
    writer = factories.make_user("writer@example.org", "Vera")
    one, two = (factories.make_thread(writer, theme) for _number in range(2))
    moderators = [
        factories.make_user(f"m{number}@example.org", "Mona", groups=("Moderators",))
        for number in range(2)
    ]

    def job(duplicate, other, moderator):
        return lambda: merging.merge(
            duplicate=duplicate, other=other, moderator=moderator, reason="Det samme."
        )

    results = run_concurrently(
        [job(one, two, moderators[0]), job(two, one, moderators[1])], workers=2
    )

    assert [type(error) for error in errors_in(results)] == [merging.CannotMerge]
    assert Thread.objects.filter(merged_into__isnull=False).count() == 1
    assert ModerationAction.objects.filter(kind="merge").count() == 1
