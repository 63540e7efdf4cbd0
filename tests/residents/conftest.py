"""Residents with rows in many tables, whose data the tests export and erase."""

import pytest
from django.db import transaction
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log

from core.models import SiteImage
from forum.moderation.actions import hide_post
from forum.threads import posting
from notifications.delivery import outbox
from notifications.models import (
    Activity,
    Category,
    Notice,
    NoticeSettings,
    OutboxMessage,
    Preference,
    Subscription,
    Timing,
)
from residents.models import DataExport, PartnerMembership, User
from residents.personal_data import exports
from tests import factories


@pytest.fixture
def zenobia(area) -> User:
    return factories.make_user(
        "zenobia.quistgaard@example.org",
        "Zenobia",
        last_name="Quistgaard",
        display_name="Zenoquist",
        about="Jeg er xylofonsamler.",
        area=area,
    )


@pytest.fixture
def content(zenobia, bob, moderator, theme, private, django_capture_on_commit_callbacks):
    """Give Zenobia rows in many tables, and return her threads, posts and occurrences."""
    with django_capture_on_commit_callbacks(execute=True):
        return make_content(zenobia, bob, moderator, theme)


def make_content(zenobia, bob, moderator, theme) -> dict:
    own = factories.make_thread(zenobia, theme, "Hvem har set min kat?", body="Den er grå.")
    factories.make_reply(own, bob, "Jeg har set den.")
    unanswered = factories.make_thread(zenobia, theme, "Ingen svarer", body="Hallo?")
    other = factories.make_thread(bob, theme, "Bobs samtale")
    reply = factories.make_reply(other, zenobia, "Det er en god idé.")
    posting.edit_post(post=reply, body="Det er en rigtig god idé.")
    hidden = factories.make_reply(other, zenobia, "Køb mine sko.")
    hide_post(post=hidden, moderator=moderator, reason="Reklame.")
    upcoming = factories.make_occurrence(theme, capacity=5)
    past = factories.make_occurrence(theme, capacity=5)
    for occurrence in (upcoming, past):
        factories.sign_up(
            occurrence=occurrence,
            user=zenobia,
            name=zenobia.get_full_name(),
            email=zenobia.email,
            party_size=2,
            language="da",
        )
    past.starts_at, past.ends_at = factories.in_days(-2), factories.in_days(-1)
    type(past).objects.filter(pk=past.pk).update(starts_at=past.starts_at, ends_at=past.ends_at)
    PartnerMembership.objects.create(user=zenobia, partner=factories.make_partner())
    Subscription.objects.create(user=zenobia, topic="tag:kat")
    Subscription.objects.create(user=bob, topic=f"person:{zenobia.pk}", mode="mute")
    Preference.objects.create(user=zenobia, category=Category.NEWS, timing=Timing.NEVER)
    NoticeSettings.objects.create(user=zenobia)
    activity = Activity.objects.create(
        key="test:1", kind="forum.reply", object_id=1, target="thread:1", actor=zenobia
    )
    Notice.objects.create(activity=activity, recipient=zenobia, category=Category.FOLLOWED)
    SiteImage.objects.create(
        title="Kat", uploaded_by_user=zenobia, file=get_test_image_file("kat.png")
    )
    log(zenobia, "wagtail.edit", user=zenobia)
    log(factories.front_page(), "wagtail.edit", user=zenobia)
    DataExport.objects.all().delete()
    exports.request_export(user=zenobia, language="da")
    with transaction.atomic():
        outbox.put_rendered(
            key="waiting",
            to="Zenobia.Quistgaard@Example.org",
            subject="Kære Zenobia",
            text="Hej Zenobia",
            language="da",
            scope="account",
        )
        OutboxMessage.objects.filter(key="waiting").update(next_attempt_at=factories.in_days(1))
    return {
        **{"own": own, "unanswered": unanswered, "other": other, "reply": reply, "hidden": hidden},
        **{"upcoming": upcoming, "past": past},
    }


@pytest.fixture
def alice_with_content(alice, bob, theme, area):
    """Alice with rows in many tables."""
    alice.area, alice.about = area, "Jeg samler på sne <3"
    alice.save()
    thread = factories.make_thread(alice, theme, "Alices samtale")
    factories.make_reply(thread, bob, "Bobs hemmelige svar")
    factories.make_reply(thread, alice, "Alices eget svar")
    occurrence = factories.make_occurrence(theme, title="Gåtur")
    factories.sign_up(
        occurrence=occurrence,
        name="Alice Jensen",
        email="Alice@example.org",
        party_size=2,
        language="da",
    )
    Subscription.objects.create(user=alice, topic="tag:kat")
    Preference.objects.create(user=alice, category=Category.NEWS, timing=Timing.NEVER)
    SiteImage.objects.create(
        title="Alices billede",
        uploaded_by_user=alice,
        file=get_test_image_file("alice.png"),
    )
    return alice
