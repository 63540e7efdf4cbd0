"""Posting in a partner's name."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from forum.models import Post, Thread
from forum.moderation.actions import hide_post
from forum.threads import posting
from residents.models import PartnerMembership
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality(alice):
    """A partner that Alice belongs to."""
    partner = factories.make_partner("Hjørring Kommune", "municipality")
    PartnerMembership.objects.create(partner=partner, user=alice)
    return partner


@pytest.fixture
def details(theme):
    return {
        "kind": "discussion",
        "theme": theme.pk,
        "title": "Vi salter stierne",
        "body": "Fra på mandag.",
    }


def test_a_member_starts_a_thread_in_the_partners_name(
    as_alice, alice, client, municipality, details
):
    response = as_alice.post(reverse("forum:start"), {**details, "partner": municipality.pk})

    thread = Thread.objects.get()
    assert response.url == thread.get_absolute_url()
    assert (thread.author, thread.partner, thread.posts.get().partner) == (
        alice,
        municipality,
        municipality,
    )
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "post--official" in page
    assert "badge--municipality" in page
    assert "written by" in page
    assert alice.get_absolute_url() in page
    assert "Hjørring Kommune" in client.get(reverse("forum:threads")).content.decode()
    assert (
        "<author><name>Hjørring Kommune</name>"
        in client.get(reverse("forum:feed")).content.decode()
    )


def test_a_member_starts_a_thread_in_their_own_name(as_alice, municipality, details):
    as_alice.post(reverse("forum:start"), {**details, "partner": ""})
    thread = Thread.objects.for_listing().get()
    assert thread.partner is None
    assert thread.author_name == "Alice Jensen"
    assert [badge.label for badge in thread.author_badges] == ["Hjørring Kommune"]
    assert not thread.is_official


def test_others_cannot_post_in_the_partners_name(as_bob, client, municipality, thread, details):
    form = as_bob.get(reverse("forum:start")).content.decode()
    assert 'name="partner"' not in form
    as_bob.post(reverse("forum:start"), {**details, "partner": municipality.pk})
    as_bob.post(
        reverse("forum:reply", args=[thread.pk]), {"body": "Ja.", "partner": municipality.pk}
    )
    assert not Post.objects.exclude(partner=None).exists()


def test_a_member_of_another_partner_gets_an_error(as_bob, bob, municipality, details):
    club = factories.make_partner("Sindal Boldklub", "association")
    PartnerMembership.objects.create(partner=club, user=bob)
    response = as_bob.post(reverse("forum:start"), {**details, "partner": municipality.pk})
    assert response.status_code == 200
    assert "partner" in response.context["form"].errors
    assert not Thread.objects.exists()


def test_posting_checks_the_membership_again(bob, municipality, thread, theme):
    with pytest.raises(posting.NotAMember):
        posting.reply(thread=thread, author=bob, body="Ja.", partner=municipality)
    with pytest.raises(posting.NotAMember):
        factories.make_thread(bob, theme, partner=municipality)
    thread.refresh_from_db()
    assert (thread.post_count, thread.posts.count(), Thread.objects.count()) == (1, 1, 1)


def test_posts_of_a_former_member_stay_and_cannot_be_edited(
    as_alice, alice, client, municipality, thread
):
    post = posting.reply(thread=thread, author=alice, body="Vi salter.", partner=municipality)
    edit = reverse("forum:edit", args=[post.pk])
    assert as_alice.get(edit).status_code == 200
    PartnerMembership.objects.all().delete()

    assert as_alice.get(edit).status_code == 403
    assert as_alice.post(edit, {"body": "Vi salter ikke."}).status_code == 403
    with pytest.raises(posting.NotAMember):
        posting.edit_post(post=post, body="Vi salter ikke.")
    shown = Post.objects.visible_to(AnonymousUser()).for_reading().get(pk=post.pk)
    assert (shown.author_name, shown.body) == ("Hjørring Kommune", "Vi salter.")
    alice.delete()
    assert "Hjørring Kommune" in client.get(thread.get_absolute_url()).content.decode()


def test_the_statement_of_reasons_is_mailed_to_the_person(alice, moderator, municipality, thread):
    from notifications.models import OutboxMessage

    post = posting.reply(thread=thread, author=alice, body="Vi salter.", partner=municipality)
    hide_post(post=post, moderator=moderator, reason="Forkert dato.")
    assert OutboxMessage.objects.get().to == alice.email


def test_the_profile_leaves_out_posts_in_a_partners_name(client, alice, municipality, thread, bob):
    bob_thread = factories.make_thread(bob, thread.theme, "Bobs samtale")
    alice.shows_posts = True
    alice.save()
    posting.reply(thread=bob_thread, author=alice, body="Vi salter.", partner=municipality)
    page = client.get(alice.get_absolute_url()).content.decode()
    assert thread.title in page
    assert "Bobs samtale" not in page
