"""The moderation log is append-only."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from forum.models import ModerationAction
from forum.moderation.actions import hide_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(reply, moderator) -> ModerationAction:
    """One entry."""
    hide_post(post=reply, moderator=moderator, reason="Spam")
    return ModerationAction.objects.get()


def test_an_entry_cannot_be_changed(action):
    action.reason = "Something kinder"

    with pytest.raises(TypeError, match="append-only"):
        action.save()
    with pytest.raises(TypeError, match="append-only"):
        ModerationAction.objects.update(reason="Something kinder")
    with pytest.raises(TypeError, match="append-only"), transaction.atomic():
        ModerationAction.objects.bulk_update([action], ["reason"])
    action.refresh_from_db()
    assert action.reason == "Spam"


def test_an_entry_cannot_be_overwritten(action, moderator):
    over = ModerationAction(
        pk=action.pk, kind="restore", post=action.post, moderator=moderator, reason="Over"
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        over.save()


def test_an_entry_cannot_be_deleted(action, thread):
    with pytest.raises(TypeError, match="append-only"):
        action.delete()
    with pytest.raises(TypeError, match="append-only"):
        ModerationAction.objects.all().delete()
    with pytest.raises(ProtectedError):
        thread.delete()
    assert ModerationAction.objects.count() == 1


def test_the_database_refuses_to_delete_an_entry(action):
    """Also what goes past the model, such as a command in the database."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM forum_moderationaction")

    assert ModerationAction.objects.get() == action


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'Something kinder'",
        "kind = 'restore'",
        "created_at = '2020-01-01 00:00:00+00:00'",
        "moderator_id = (SELECT MIN(id) FROM residents_user)",
        "proposer_id = (SELECT MIN(id) FROM residents_user)",
        "moderator_id = NULL, reason = 'Something kinder'",
    ],
)
def test_the_database_refuses_to_change_an_entry(action, alice, change):
    before = ModerationAction.objects.values().get()

    statement = f"UPDATE forum_moderationaction SET {change}"  # noqa: S608 – of the list above
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert ModerationAction.objects.values().get() == before


def test_an_entry_needs_a_reason(reply, moderator):
    with pytest.raises(IntegrityError), transaction.atomic():
        hide_post(post=reply, moderator=moderator, reason="")


def test_an_entry_is_kept_without_the_moderators_account(action, moderator):
    moderator.delete()

    action.refresh_from_db()
    assert action.moderator is None
    assert action.reason == "Spam"
