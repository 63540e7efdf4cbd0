"""Held texts: who sees them, who decides, and who is told."""

import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from forum import personal_data
from forum.models import HeldPost, Post, Thread
from forum.moderation import held_posts
from forum.moderation.actions import OwnCase, hide_post
from notifications.models import Activity, OutboxMessage
from notifications.notices import follows, topics
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db
SECRET = "Zapfendorf"
ACCUSING = f"Det var Kim Hansen, der stjal min {SECRET}."


def send_reply(client, thread, body: str = ACCUSING, **more: object):
    sent = {"body": body, "submission": str(uuid.uuid4()), **more}
    return client.post(reverse("forum:reply", args=[thread.pk]), sent)


def send_thread(client, theme, body: str = ACCUSING, title: str = f"Min {SECRET}"):
    data = {"kind": "discussion", "theme": theme.pk, "title": title, "body": body}
    return client.post(reverse("forum:start"), data)


def page(held: HeldPost, action: str = "") -> str:
    return reverse(f"forum:held{action}", args=[held.pk])


@pytest.fixture
def held(as_bob, thread) -> HeldPost:
    """Bob's reply in Alice's thread."""
    send_reply(as_bob, thread)
    return HeldPost.objects.get()


def test_an_accusing_reply_is_held_and_its_author_sees_it(as_bob, thread):
    before = thread.last_activity_at

    response = send_reply(as_bob, thread)

    held = HeldPost.objects.get()
    thread.refresh_from_db()
    assert response["Location"] == held.get_absolute_url()
    assert (held.state, held.rules, held.thread) == ("waiting", ["accusation"], thread)
    assert (thread.post_count, thread.last_activity_at) == (1, before)
    html = as_bob.get(page(held)).content.decode()
    assert SECRET in html
    assert 'href="tel:112"' in html
    assert 'href="tel:114"' in html
    assert SECRET in as_bob.get(thread.get_absolute_url()).content.decode()


def test_nobody_else_meets_a_held_text(
    client,
    as_alice,
    as_bob,
    as_moderator,
    alice,
    bob,
    theme,
    thread,
    django_capture_on_commit_callbacks,
):
    follows.follow(alice, topics.theme(theme.pk))
    with django_capture_on_commit_callbacks(execute=True):
        send_reply(as_bob, thread)
        send_thread(as_bob, theme)
    call_command("tick")

    public = [
        thread.get_absolute_url(),
        reverse("forum:threads"),
        reverse("forum:feed"),
        f"{reverse('home:search')}?q={SECRET}",
        "/sitemap.xml",
        "/en/",
    ]
    for url in public:
        for reader in (client, as_alice):
            assert f"min {SECRET}" not in reader.get(url).content.decode().replace("Min", "min")
    for held in HeldPost.objects.all():
        assert as_alice.get(page(held)).status_code == 404
        assert client.get(page(held)).status_code == 302
        assert as_moderator.get(page(held)).status_code == 200
    assert Thread.objects.count() == Post.objects.count() == 1
    assert not Activity.objects.filter(actor=bob).exists()
    assert not OutboxMessage.objects.exists()


def test_a_held_text_is_kept_once(as_bob, thread):
    submission = str(uuid.uuid4())

    answers = [send_reply(as_bob, thread, submission=submission) for _time in range(2)]
    again = send_reply(as_bob, thread)

    assert {answer["Location"] for answer in [*answers, again]} == {page(HeldPost.objects.get())}


def test_another_text_of_the_same_form_is_not_lost(as_bob, thread):
    submission = str(uuid.uuid4())
    send_reply(as_bob, thread, submission=submission)

    response = send_reply(as_bob, thread, "Noget andet.", submission=submission)

    assert response.status_code == 200
    assert "Noget andet." in response.content.decode()


def test_an_approved_reply_is_published_and_its_notices_go_out_once(
    as_moderator, alice, bob, thread, held
):
    for _time in range(2):
        as_moderator.post(page(held, "_approve"))

    post = thread.posts.get(number=2)
    held.refresh_from_db()
    assert (post.author, post.body, held.post, held.state) == (bob, ACCUSING, post, "approved")
    assert Activity.objects.filter(key=f"post:{post.pk}").count() == 1
    assert OutboxMessage.objects.filter(key=f"held:{held.pk}", to=bob.email).count() == 1


def test_an_approved_thread_is_published(as_bob, as_moderator, client, theme):
    send_thread(as_bob, theme)

    as_moderator.post(page(HeldPost.objects.get(), "_approve"))

    thread = Thread.objects.get()
    assert client.get(thread.get_absolute_url()).status_code == 200
    assert SECRET in client.get(reverse("forum:threads")).content.decode()


def test_a_refused_text_is_told_to_its_author_with_the_reason(as_bob, as_moderator, bob, held):
    response = as_moderator.post(
        page(held, "_refuse"), {"rule": "accusation", "reason": "Ingen navne."}
    )

    held.refresh_from_db()
    assert response["Location"] == page(held)
    assert (held.state, held.reason, Post.objects.count()) == ("refused", "Ingen navne.", 1)
    assert "Ingen navne." in as_bob.get(page(held)).content.decode()
    assert OutboxMessage.objects.get(key__startswith="moderation:").to == bob.email


def test_a_refusal_needs_a_reason(as_moderator, held):
    response = as_moderator.post(page(held, "_refuse"), {"rule": "accusation", "reason": ""})

    assert error_codes(response.context["form"], "reason") == ["required"]
    with pytest.raises(IntegrityError), transaction.atomic():
        HeldPost.objects.update(state="refused", reason="")


@pytest.mark.parametrize("who", ["client", "as_alice", "as_bob"])
@pytest.mark.parametrize("action", ["_approve", "_refuse"])
def test_only_moderators_decide(request, held, who, action):
    response = request.getfixturevalue(who).post(page(held, action), {"reason": "Nej"})

    held.refresh_from_db()
    assert response.status_code == (302 if who == "client" else 403)
    assert held.is_waiting


def test_a_moderator_does_not_decide_about_their_own_text(as_moderator, moderator, thread):
    send_reply(as_moderator, thread)
    held = HeldPost.objects.get()

    assert as_moderator.post(page(held, "_approve")).status_code == 403
    assert as_moderator.post(page(held, "_refuse"), {"reason": "Ja"}).status_code == 403
    with pytest.raises(OwnCase):
        held_posts.approve(held=held, moderator=moderator)


def test_a_text_in_a_hidden_thread_cannot_be_approved(as_moderator, moderator, thread, held):
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")

    as_moderator.post(page(held, "_approve"))

    held.refresh_from_db()
    assert held.is_waiting
    assert Post.objects.count() == 1


def test_the_author_withdraws_their_text(as_bob, as_alice, held):
    as_alice.post(page(held, "_withdraw"))
    assert HeldPost.objects.get() == held

    assert as_bob.post(page(held, "_withdraw")).status_code == 302
    assert not HeldPost.objects.exists()


def test_a_decided_text_cannot_be_withdrawn(as_bob, as_moderator, held):
    as_moderator.post(page(held, "_refuse"), {"rule": "accusation", "reason": "Nej"})

    assert as_bob.post(page(held, "_withdraw"))["Location"] == page(held)
    assert HeldPost.objects.get() == held


def test_a_mended_text_is_published_at_once(as_bob, thread, held):
    as_bob.post(page(held, "_edit"), {"body": "Min cykel blev stjålet i går."})

    assert not HeldPost.objects.exists()
    assert thread.posts.get(number=2).body == "Min cykel blev stjålet i går."


def test_a_changed_text_that_still_accuses_waits_on(as_bob, held):
    as_bob.post(page(held, "_edit"), {"body": f"{ACCUSING} Igen."})

    held.refresh_from_db()
    assert (held.body, held.is_waiting) == (f"{ACCUSING} Igen.", True)


def test_a_held_edit_leaves_the_published_text(as_bob, as_moderator, reply):
    old = reply.body
    as_bob.post(reverse("forum:edit", args=[reply.pk]), {"body": ACCUSING})
    reply.refresh_from_db()
    assert reply.body == old

    as_moderator.post(page(HeldPost.objects.get(), "_approve"))

    reply.refresh_from_db()
    assert (reply.body, reply.versions.get().body) == (ACCUSING, old)


def test_an_edit_of_a_post_that_was_hidden_waits_on(as_bob, as_moderator, moderator, reply):
    body = reply.body
    as_bob.post(reverse("forum:edit", args=[reply.pk]), {"body": ACCUSING})
    held = HeldPost.objects.get()
    hide_post(post=reply, moderator=moderator, reason="It names a person.")

    as_moderator.post(page(held, "_approve"))

    held.refresh_from_db()
    reply.refresh_from_db()
    assert (held.state, reply.body) == ("waiting", body)


def test_looks_are_held_on_a_theme_about_crime(as_bob, theme, thread):
    text = "Det var en høj mand med skæg og sort jakke."
    assert send_reply(as_bob, thread, text)["Location"] == thread.posts.last().page_url

    theme.is_about_crime = True
    theme.save()
    send_reply(as_bob, thread, f"{text} Igen.")

    assert HeldPost.objects.get().rules == ["looks"]


def test_moderators_find_the_waiting_in_the_admin(as_moderator, as_editor, held):
    listed = as_moderator.get(reverse("desk_held_posts"))
    dashboard = as_moderator.get(reverse("desk_panels"))

    assert page(held) in listed.content.decode()
    assert page(held) in dashboard.content.decode()
    assert as_editor.get(reverse("desk_held_posts")).status_code == 302


def test_decided_texts_are_deleted_in_time(as_moderator, held, settings, time_machine):
    as_moderator.post(page(held, "_refuse"), {"rule": "accusation", "reason": "Nej"})
    assert held_posts.delete_decided() == 0

    settings.ERASED_HISTORY_DAYS = -1
    assert held_posts.delete_decided() == 1


def test_held_texts_are_exported_for_their_author(bob, alice, held):
    rule = next(rule for rule in personal_data.RULES if rule.model == "forum.HeldPost")

    assert rule.find is not None
    assert list(rule.find(type("Of", (), {"user": bob}))) == [held]
    assert not rule.find(type("Of", (), {"user": alice})).exists()


def test_an_author_sees_a_held_thread_in_an_empty_forum_too(as_bob, as_alice, theme):
    send_thread(as_bob, theme)
    assert not Thread.objects.exists()
    assert SECRET in as_bob.get(reverse("forum:threads")).content.decode()
    assert SECRET not in as_alice.get(reverse("forum:threads")).content.decode()
