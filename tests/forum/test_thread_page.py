"""The page of a thread, and what each reader sees of it."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation

from forum.models import Post, Thread
from forum.moderation.actions import hide_post
from residents.models import User
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

REASON = "It names a person."


def show(client, thread, **query: str) -> str:
    response = client.get(thread.get_absolute_url(), query)
    assert response.status_code == 200
    return markup_of(response)


def numbers(html: str) -> list[int]:
    """Return the numbers of the posts on the page."""
    return [
        int(number) for number in re.findall(r'<article class="post[^"]*" id="post-(\d+)"', html)
    ]


def fill(thread, author, replies: int) -> None:
    """Add many replies, quickly."""
    Post.objects.bulk_create(
        Post(thread=thread, number=number, author=author, body="Ja", body_as_html="<p>Ja</p>")
        for number in range(2, replies + 2)
    )
    Thread.objects.filter(pk=thread.pk).update(post_count=replies + 1)


def test_posts_are_rendered_as_markdown(client, thread, reply):
    html = show(client, thread)

    assert "<em>glat</em>" in html
    assert "<strong>salt</strong>" in html
    assert numbers(html) == [1, 2]


def test_anonymous_readers_get_a_public_page_without_cookies(client, thread):
    response = client.get(thread.get_absolute_url())

    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert "public" in response["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_not_allowed(as_alice, thread, method):
    assert getattr(as_alice, method)(thread.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("key", [0, 999_999, 10**17])
def test_an_unknown_thread_is_not_found(client, db, key):
    assert client.get(reverse("forum:thread", args=[key])).status_code == 404


def test_a_page_has_twenty_posts(client, thread, bob):
    fill(thread, bob, 40)

    assert numbers(show(client, thread)) == list(range(1, 21))
    assert numbers(show(client, thread, page="2")) == list(range(21, 41))
    assert numbers(show(client, thread, page="3")) == [41]
    assert thread.posts.get(number=41).get_absolute_url().endswith("?page=3#post-41")


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        *[
            ("", 1),
            ("0", 1),
            ("-1", 1),
            ("abc", 1),
            ("1.5", 1),
            ("\0", 1),
            ("²", 1),
            ("9" * 5000, 1),
        ],
        *[("4", 3), ("999999", 3), ("٣", 3)],
    ],
)
def test_an_invalid_page_number_shows_the_nearest_page(client, thread, bob, asked, page):
    fill(thread, bob, 40)

    html = show(client, thread, page=asked)

    assert numbers(html)[0] == (page - 1) * 20 + 1
    suffix = f"?page={page}" if page > 1 else ""
    assert f'/da/forum/{thread.pk}/{suffix}"' in html


def test_the_links_to_many_pages_are_elided(client, thread, bob):
    fill(thread, bob, 199)

    html = show(client, thread, page="5")

    pages = re.search(r'<nav class="pagination".*?</nav>', html, re.DOTALL)[0]
    assert re.findall(r"</span>(\d+)</a>|<span>(…)</span>", pages) == [
        *[("1", ""), ("", "…"), ("4", ""), ("5", ""), ("6", ""), ("", "…"), ("10", "")]
    ]


def test_the_canonical_url_is_in_the_threads_language(client, thread):
    html = show(client, thread)

    assert f'<link rel="canonical" href="http://testserver/da/forum/{thread.pk}/">' in html
    assert "hreflang" not in html.split("</head>")[0]
    with translation.override("da"):
        danish = client.get(thread.get_absolute_url()).content.decode()
    assert f'<link rel="canonical" href="http://testserver/da/forum/{thread.pk}/">' in danish


def test_the_page_states_the_threads_language(client, thread):
    html = show(client, thread)

    assert f'<h1 lang="da">{thread.title}</h1>' in html
    assert '<div class="prose" lang="da">' in html
    assert client.get(thread.get_absolute_url()).context["other_language"] == "Dansk"


def test_a_thread_in_a_removed_language_is_shown(client, theme, alice):
    thread = factories.make_thread(alice, theme, language="uk")

    assert 'rel="canonical" href="http://testserver/da/' in show(client, thread)


def test_the_description_is_an_escaped_excerpt(client, theme, alice):
    thread = factories.make_thread(alice, theme, body='"><img src=x> **Har** nogen en stige?')

    html = show(client, thread)

    assert 'name="description" content="&quot;&gt;&lt;img src=x&gt; Har nogen en stige?"' in html


def test_only_signed_in_readers_get_the_reply_form(client, as_bob, thread):
    reply_url = reverse("forum:reply", args=[thread.pk])

    anonymous, bobs = show(client, thread), show(as_bob, thread)

    assert f'action="{reply_url}"' not in anonymous
    assert f"?next={thread.get_absolute_url()}%23reply" in anonymous
    assert f'action="{reply_url}"' in bobs
    assert 'name="submission"' in bobs


def test_the_rules_are_above_the_reply_form(as_bob, thread):
    html = show(as_bob, thread)

    assert html.index("Do not report crimes here") < html.index("<textarea")
    assert html.index("tel:112") < html.index("<textarea")


def test_readers_get_links_only_to_what_they_may_do(
    client, as_alice, as_bob, as_moderator, thread, reply
):
    first = thread.posts.get(number=1)
    edit = [reverse("forum:edit", args=[post.pk]) for post in (first, reply)]
    hide = [reverse("forum:hide", args=[post.pk]) for post in (first, reply)]
    alices, bobs, moderators = (show(who, thread) for who in (as_alice, as_bob, as_moderator))

    assert [path in alices for path in [*edit, *hide]] == [True, False, False, False]
    assert [path in bobs for path in [*edit, *hide]] == [False, True, False, False]
    assert [path in moderators for path in [*edit, *hide]] == [False, False, True, True]
    assert not any(path in show(client, thread) for path in [*edit, *hide])


def test_a_hidden_reply_keeps_its_number_without_its_text(
    client, as_alice, as_bob, as_moderator, thread, reply, moderator
):
    hide_post(post=reply, moderator=moderator, reason=REASON)

    for others in (client, as_alice):
        html = show(others, thread)
        assert numbers(html) == [1, 2]
        assert "post--hidden" in html
        assert REASON not in html
        assert "salt" not in html
    author = show(as_bob, thread)
    assert REASON in author
    assert "salt" not in author
    assert reverse("forum:edit", args=[reply.pk]) not in author
    moderators = show(as_moderator, thread)
    assert REASON in moderators
    assert "<strong>salt</strong>" in moderators
    assert reverse("forum:restore", args=[reply.pk]) in moderators


def test_a_hidden_first_post_hides_the_thread(
    client, as_alice, as_bob, as_moderator, thread, reply, moderator
):
    first = thread.posts.get(number=1)
    hide_post(post=first, moderator=moderator, reason=REASON)

    assert client.get(thread.get_absolute_url()).status_code == 404
    assert as_bob.get(thread.get_absolute_url()).status_code == 404
    author = show(as_alice, thread)
    assert "notice--warning" in author
    assert REASON in author
    assert "glat" not in author
    assert "<textarea" not in author
    assert "<em>glat</em>" in show(as_moderator, thread)


def test_a_hidden_text_is_not_in_the_description(as_alice, as_moderator, thread, moderator):
    first = thread.posts.get(number=1)
    hide_post(post=first, moderator=moderator, reason=REASON)

    assert 'name="description"' not in show(as_alice, thread)
    assert 'name="description"' not in show(as_moderator, thread)


def test_a_moderators_posts_have_a_badge(client, thread, reply, bob):
    assert "badge--moderator" not in show(client, thread)

    bob.groups.add(Group.objects.get(name="Moderators"))

    assert show(client, thread).count("badge--moderator") == 1


def test_posts_of_a_deleted_account_stay(client, thread, reply, bob):
    bob.delete()

    html = show(client, thread)

    assert "A former resident" in html
    assert "<strong>salt</strong>" in html


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt&colon;alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "[click](vbscript:msgbox)",
        '[click](https://example.org "onmouseover=alert(1)")',
        "<javascript:alert(1)>",
        "![spy](https://example.org/pixel.gif)",
        "```\n</code></pre><script>alert(1)</script>\n```",
        "[x]: javascript:alert(1)\n\n[x]",
        '<a href="https://example.org" onclick="alert(1)">x</a>',
        '<style>body{display:none}</style><iframe src="//example.org">',
    ],
)
def test_markdown_never_becomes_a_script_or_an_image(client, theme, alice, body):
    thread = factories.make_thread(alice, theme, body=body)

    prose = re.search(r'<div class="prose".*?</article>', show(client, thread), re.DOTALL)[0]
    tags = " ".join(re.findall(r"<[a-zA-Z][^>]*>", prose)).lower()

    for danger in ("<script", "<img", "<style", "<iframe", "javascript:", "data:", "vbscript:"):
        assert danger not in tags
    assert not re.search(r"\son\w+=", tags)


def test_links_in_posts_are_nofollow_and_ugc(client, theme, alice):
    thread = factories.make_thread(alice, theme, body="Se https://example.org/salt.")

    html = show(client, thread)
    assert '<a href="https://example.org/salt" rel="nofollow ugc noopener">https://' in html


def test_the_starters_replies_say_so_and_others_do_not(client, thread, reply, alice):
    starter = "badge--moderator"
    assert starter not in show(client, thread)

    own_reply = factories.make_reply(thread, alice, "Tak!")

    html = show(client, thread)
    assert html.count(starter) == 1
    assert html.index(starter) > html.index(f'id="{own_reply.anchor}"')


def test_a_reply_in_a_partners_name_is_not_the_starters(client, thread, alice):
    partner = factories.make_partner("Hjørring Kommune", "municipality")
    own_reply = factories.make_reply(thread, alice, "Vi kommer.")
    Post.objects.filter(pk=own_reply.pk).update(partner=partner)

    assert "badge--moderator" not in show(client, thread)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Alice Eksempel", "AE"),
        ("Karen (eksempel)", "K"),
        ("Anne-Marie van der Ørsted", "AØ"),
        ("ærø", "Æ"),
        ("14", ""),
    ],
)
def test_initials_are_of_the_first_and_the_last_word(name, initials):
    author = User(pk=1, display_name=name)
    assert Post(author=author, author_id=1).initials == initials


def test_an_erased_author_has_no_initials():
    assert Post(author=None).initials == ""
