"""Notices to moderators: who gets them, one mail for many, and nothing of what is decided."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from forum.moderation import held_posts, reports
from forum.threads import posting
from notifications.models import Category, Notice, OutboxMessage, Preference, Timing
from notifications.notices import activities
from tests import factories

pytestmark = pytest.mark.django_db
SETTINGS = "notifications:preferences"


def spread() -> None:
    """Make the notices, as the worker does."""
    activities.spread_due()


def choose(user, timing: Timing) -> None:
    Preference.objects.create(user=user, category=Category.MODERATION, timing=timing)


def moderation_mails(user) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(user=user, key__startswith="notices:"))


def test_only_moderators_are_notified(moderator, alice, bob, reply):
    factories.make_held_post(reply.thread, bob)
    factories.make_report(reply, alice)
    spread()

    told = Notice.objects.filter(category=Category.MODERATION)
    assert set(told.values_list("recipient", flat=True)) == {moderator.pk}
    assert told.count() == 2


def test_a_moderator_is_not_told_of_their_own_text_or_of_a_report_of_it(moderator, alice, thread):
    factories.make_held_post(thread, moderator)
    factories.make_report(posting.reply(thread=thread, author=moderator, body="Mit"), alice)
    spread()

    assert not Notice.objects.filter(category=Category.MODERATION).exists()


def test_at_once_is_one_mail_for_all_that_is_new(moderator, alice, bob, reply):
    choose(moderator, Timing.AT_ONCE)
    factories.make_held_post(reply.thread, bob)
    factories.make_report(reply, alice)
    factories.make_report(reply)
    spread()

    call_command("tick")
    call_command("tick")

    (mail,) = moderation_mails(moderator)
    with translation.override(moderator.language):
        assert reverse("forum:reports", args=[reply.pk]) in mail.text
    assert "Kim Holm" not in mail.text
    assert "Alice" not in mail.text


def test_never_means_no_mail(moderator, bob, thread):
    choose(moderator, Timing.NEVER)
    factories.make_held_post(thread, bob)
    spread()

    call_command("tick")

    assert moderation_mails(moderator) == []


def test_what_is_decided_is_not_mailed(moderator, alice, bob, reply):
    choose(moderator, Timing.AT_ONCE)
    other = factories.make_user("ulla@example.org", "Ulla", groups=("Moderators",))
    held = factories.make_held_post(reply.thread, bob)
    factories.make_report(reply, alice)
    spread()
    held_posts.refuse(held=held, moderator=other, reason="Nej")
    reports.dismiss(post=reply, moderator=other, answer="Det er i orden.")

    call_command("tick")

    assert moderation_mails(moderator) == []


@pytest.mark.parametrize("name", ["held", "reports"])
def test_opening_the_page_marks_the_notice_as_seen(
    as_moderator, moderator, alice, bob, reply, name
):
    held = factories.make_held_post(reply.thread, bob)
    factories.make_report(reply, alice)
    spread()

    as_moderator.get(reverse(f"forum:{name}", args=[held.pk if name == "held" else reply.pk]))

    assert Notice.objects.filter(recipient=moderator, read_at=None).count() == 1


def test_only_moderators_choose_the_pace(as_moderator, as_alice):
    assert "moderation" in as_moderator.get(reverse(SETTINGS)).context["form"].fields
    assert "moderation" not in as_alice.get(reverse(SETTINGS)).context["form"].fields
