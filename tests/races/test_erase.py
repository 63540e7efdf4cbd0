"""Erasing an account while it signs up, writes and is erased a second time."""

import pytest

from core.models import Theme
from events.models import SignUp
from forum.models import Post
from forum.threads import posting
from notifications.models import OutboxMessage
from residents.models import User
from residents.personal_data import erasure
from residents.personal_data.registry import Posts
from tests import factories
from tests.events.conftest import taken_is_right
from tests.races.threads import run_concurrently

ROUNDS = 6


@pytest.mark.parametrize("posts", list(Posts))
def test_nothing_of_the_person_is_left_and_every_seat_is_accounted_for(committed, posts):
    theme = Theme.objects.create(slug="race", colour="brick", icon="race")
    bob = factories.make_user("bob@example.org", "Bob")
    thread = factories.make_thread(bob, theme)
    for number in range(ROUNDS):
        user = factories.make_user(f"leaving-{number}@example.org", "Leaving")
        occurrences = [factories.make_occurrence(theme, capacity=5) for _ in range(6)]

        def sign_up(occurrence, user=user):
            return lambda: factories.sign_up(
                occurrence=occurrence,
                user=user,
                name="Leaving",
                email=user.email,
                party_size=1,
                language="da",
            )

        def reply(user=user):
            return posting.reply(thread=thread, author=user, body="Farvel!")

        def erase(user=user):
            return erasure.erase(user=user, posts=posts)

        jobs = [*map(sign_up, occurrences[:3]), reply, erase, reply, erase]
        results = run_concurrently([*jobs, *map(sign_up, occurrences[3:])])

        assert [result for result in results if isinstance(result, bool)].count(True) == 1
        assert not User.objects.filter(pk=user.pk).exists()
        assert not SignUp.objects.filter(email=user.email).exists()
        assert not SignUp.objects.filter(user_id=user.pk).exists()
        assert not Post.objects.filter(author_id=user.pk).exists()
        assert not OutboxMessage.objects.filter(to=user.email).exclude(key__startswith="erased:")
        assert all(taken_is_right(occurrence) for occurrence in occurrences)
        surprises = {type(result).__name__ for result in results if isinstance(result, Exception)}
        assert surprises <= {"NoSeatError", "IntegrityError"}, results
