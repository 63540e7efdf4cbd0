"""To whose followers the members of a group that is limited to themes may write letters."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from events.models import Event
from notifications.broadcasts import drafts
from notifications.broadcasts.drafts import fingerprint
from notifications.models import Letter, Subscription
from notifications.newsletters.permissions import may_write_to
from notifications.notices import topics
from tests import factories
from tests.desk.groups import make_group, make_member

pytestmark = pytest.mark.django_db

TEXTS = {"da": {"subject": "Mød os", "body": "På torvet."}}


def letters(page: str, *args: object) -> str:
    return reverse(f"letters_admin:{page}", args=args)


@pytest.fixture
def world(theme, other_theme, alice):
    """Topics of a theme that the police may write about, and of another."""
    own, other = {}, {}
    for found, each in ((own, theme), (other, other_theme)):
        page = factories.make_event_page(each)
        event = Event.objects.get(translation_key=page.translation_key)
        thread = factories.make_thread(alice, each)
        found |= {
            "theme": topics.theme(each.pk),
            "event": topics.event(event.pk),
            "thread": topics.thread(thread.pk),
        }
    for topic in (*own.values(), *other.values()):
        # She follows her own threads already.
        Subscription.objects.get_or_create(user=alice, topic=topic)
    return own, other


@pytest.fixture
def police(theme):
    group = make_group("Police", theme)
    group.permissions.add(Permission.objects.get(codename="send_letter"))
    return make_member("Petra", group)


def test_their_themes_are_offered_and_no_others(world, police):
    own, other = world
    _user, browser = police

    form = browser.get(letters("new")).content.decode()

    assert all(f'value="{topic}"' in form for topic in own.values())
    assert not any(f'value="{topic}"' in form for topic in other.values())


def test_a_letter_to_another_theme_is_refused_at_the_field(world, police):
    own, other = world
    _user, browser = police
    data = {"subject_da": "Mød os", "body_da": "På torvet."}

    refused = browser.post(letters("new"), {**data, "topic": other["event"]})
    assert refused.status_code == 200
    assert refused.context["form"].has_error("topic", "invalid_choice")
    assert "På torvet." in refused.content.decode()

    browser.post(letters("new"), {**data, "topic": own["event"]})
    assert [letter.topic for letter in Letter.objects.all()] == [own["event"]]


def test_they_neither_see_nor_send_the_letters_of_others_to_other_themes(world, police, editor):
    own, other = world
    user, browser = police
    foreign = drafts.save_draft(Letter(author=editor), topic=other["theme"], texts=TEXTS)
    shared = drafts.save_draft(Letter(author=editor), topic=own["theme"], texts=TEXTS)
    mine = drafts.save_draft(Letter(author=user), topic=other["theme"], texts=TEXTS)

    for letter, status in ((foreign, 404), (shared, 200), (mine, 200)):
        shown = browser.get(letters("preview", letter.pk), follow=True)
        assert shown.status_code == status
    # Written before the group was limited.
    sent = browser.post(letters("send", mine.pk), {"seen": fingerprint(mine)})
    assert sent.status_code in {302, 403}
    mine.refresh_from_db()
    assert not mine.is_sent


def test_topics_without_a_theme_are_for_groups_without_limits(world, police, editor):
    user, _browser = police
    for topic in ("tag:cykel", "area:1", "theme:987654321"):
        assert not may_write_to(user, topic)
        assert may_write_to(editor, topic)


def test_a_second_group_without_limits_lifts_them(world, police, theme):
    _own, other = world
    user, _browser = police
    free = make_group("Free")
    free.permissions.add(Permission.objects.get(codename="send_letter"))
    user.groups.add(free)
    fresh = type(user).objects.get(pk=user.pk)

    assert may_write_to(fresh, other["theme"])
