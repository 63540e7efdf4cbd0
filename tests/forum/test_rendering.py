"""Posts are shown, excerpted and fed as typed; those that an earlier renderer made, too."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.text.markdown import RENDERING
from forum.models import Post
from forum.rendering import render_outdated
from forum.threads import posting
from tests import factories

DATES = "3. maj: torvet\n17. maj: hallen\n7. juni: havnen"


@pytest.fixture
def outdated(alice, theme):
    """The first post of a thread, as the hub rendered it before."""
    thread = factories.make_thread(alice, theme, body=DATES)
    html = "<ol start='3'><li>maj: torvet</li></ol>"
    thread.posts.update(body_as_html=html, rendering=0)
    return thread.posts.get()


def test_dates_are_shown_and_described_as_typed(client, alice, theme):
    thread = factories.make_thread(alice, theme, body=DATES)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert 'name="description" content="3. maj: torvet 17. maj: hallen 7. juni: havnen"' in page
    assert "3. maj: torvet<br>\n17. maj: hallen<br>\n7. juni: havnen" in page
    feed = client.get(reverse("forum:feed")).content.decode()
    assert "3. maj: torvet" in feed
    assert "17. maj: hallen" in feed


def test_a_post_of_an_earlier_renderer_is_read_as_typed_at_once(client, outdated):
    assert "17. maj" in outdated.body_html
    assert "17. maj" in client.get(outdated.thread.get_absolute_url()).content.decode()


def test_posts_of_an_earlier_renderer_are_rendered_anew(outdated, bob):
    reply = factories.make_reply(outdated.thread, bob, "Tak @Alice Jensen")
    Post.objects.filter(pk=reply.pk).update(body_as_html="x", rendering=0)
    assert render_outdated() == 2
    outdated.refresh_from_db()
    assert "17. maj" in outdated.body_as_html
    assert outdated.rendering == RENDERING
    assert "<strong>@Alice Jensen</strong>" in Post.objects.get(pk=reply.pk).body_as_html
    assert render_outdated() == 0


def test_the_tick_renders_anew(outdated):
    call_command("tick")
    outdated.refresh_from_db()
    assert outdated.rendering == RENDERING


def test_a_new_and_an_edited_post_are_of_this_renderer(outdated):
    posting.edit_post(post=outdated, body="Nyt")
    outdated.refresh_from_db()
    assert (outdated.rendering, outdated.body_html) == (RENDERING, '<p dir="auto">Nyt</p>')


def test_too_many_links_are_refused_beside_the_text(as_alice, thread):
    body = "a@b.dk " * 2500
    response = as_alice.post(reverse("forum:reply", args=[thread.pk]), {"body": body})
    assert response.context["form"].errors.as_data()["body"][0].code == "too_much"
    assert body.strip() in response.content.decode()
    assert thread.posts.count() == 1
