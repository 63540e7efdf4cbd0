"""The history of a post, which everybody reads but for what is hidden or edited out."""

import pytest
from django.urls import reverse

from forum.models import PostVersion, Thread
from forum.moderation import actions, post_acts
from forum.threads import post_history, posting
from forum.threads.post_history import Piece, compare

pytestmark = pytest.mark.django_db
WHY = {"rule": "unkind", "reason": "Hold den gode tone."}
CAST = ["client", "as_alice", "as_bob", "as_editor", "as_moderator"]
READERS = CAST[:-1]


@pytest.fixture
def changed(reply):
    """A reply that was changed twice."""
    for body in ("Anden *udgave*.", "Tredje udgave."):
        assert posting.edit_post(post=reply, body=body)
    return reply


def address(post) -> str:
    return reverse("forum:history", args=[post.pk])


def test_each_edit_keeps_the_earlier_text_with_its_times(reply):
    first, written = reply.body, reply.created_at
    posting.edit_post(post=reply, body="Anden udgave.")
    second_at = reply.edited_at
    posting.edit_post(post=reply, body="Tredje udgave.")

    newest, oldest = PostVersion.objects.all()
    assert (oldest.body, oldest.written_at, oldest.replaced_at) == (first, written, second_at)
    assert (newest.body, newest.written_at) == ("Anden udgave.", second_at)
    assert newest.replaced_at == reply.edited_at


def test_an_unchanged_text_makes_no_version(reply):
    assert not posting.edit_post(post=reply, body=reply.body)
    assert not PostVersion.objects.exists()


@pytest.mark.parametrize("who", CAST)
def test_everybody_opens_the_history_from_the_post(request, changed, who):
    client = request.getfixturevalue(who)
    thread = client.get(changed.thread.get_absolute_url()).content.decode()
    assert f'href="{address(changed)}"' in thread

    response = client.get(address(changed))

    html = response.content.decode()
    assert html.count('<article class="post">') == 2
    assert "noindex" in html
    assert "no-store" in response["Cache-Control"]
    assert [piece.text for piece in response.context["edits"][0].pieces] == [
        *("Anden *udgave*.", "Tredje udgave."),
    ]
    assert "<del>" in html
    assert "<ins>" in html


@pytest.mark.parametrize("who", CAST)
def test_an_unedited_post_has_no_history(request, reply, who):
    client = request.getfixturevalue(who)
    html = client.get(reply.thread.get_absolute_url()).content.decode()
    assert address(reply) not in html
    page = client.get(address(reply))
    if who == "as_moderator":
        assert not page.context["edits"]
    else:
        assert page.status_code == 404


def _hide(post, moderator):
    actions.hide_post(post=post, moderator=moderator, **WHY)


def _hide_thread(post, moderator):
    _hide(post.thread.posts.get(number=1), moderator)


def _redact(post, moderator):
    post_acts.redact(post=post, body="Udeladt.", moderator=moderator, **WHY)


def _redact_and_edit(post, moderator):
    _redact(post, moderator)
    posting.edit_post(post=post, body="Skrevet om.")


@pytest.mark.parametrize("conceal", [_hide, _hide_thread, _redact, _redact_and_edit])
@pytest.mark.parametrize("who", READERS)
def test_what_is_hidden_or_edited_out_is_for_moderators(
    request, as_moderator, moderator, changed, who, conceal
):
    conceal(changed, moderator)
    client = request.getfixturevalue(who)

    assert client.get(address(changed)).status_code == 404
    page = client.get(changed.thread.get_absolute_url())
    assert address(changed) not in page.content.decode()
    assert as_moderator.get(address(changed)).context["edits"]


@pytest.mark.parametrize("who", READERS)
def test_versions_of_people_who_left_are_for_moderators(request, as_moderator, changed, who):
    PostVersion.objects.filter(post=changed).update(erased_at=changed.edited_at)

    assert not request.getfixturevalue(who).get(address(changed)).context["edits"]
    assert len(as_moderator.get(address(changed)).context["edits"]) == 2


@pytest.mark.parametrize("who", READERS)
def test_a_number_that_its_author_removed_is_shown_in_no_comparison(
    request, as_moderator, reply, who
):
    for body in ("Ring til mig på 98 92 00 11.", "Skriv til mig her.", "Skriv til mig."):
        assert posting.edit_post(post=reply, body=body)

    response = request.getfixturevalue(who).get(address(reply))

    assert "98 92" not in response.content.decode()
    assert [edit.is_withheld for edit in response.context["edits"]] == [False, True, True]
    assert "98 92" in as_moderator.get(address(reply)).content.decode()


def test_a_long_history_has_pages_without_gaps(client, reply, monkeypatch):
    monkeypatch.setattr(post_history, "VERSIONS_PER_PAGE", 2)
    for number in range(5):
        assert posting.edit_post(post=reply, body=f"Udgave {number}.")
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(address(reply), {"before": cursor})
        seen += page.context["edits"]
        cursor = page.context["next_before"]

    assert [edit.version.pk for edit in seen] == [each.pk for each in PostVersion.objects.all()]
    removed = [edit.pieces[1].text for edit in seen[:4]]
    assert removed == ["3.", "2.", "1.", "0."]


@pytest.mark.parametrize("before", ["x", "-1", "987654321", "9" * 40])
def test_any_cursor_is_taken(client, changed, before):
    assert client.get(address(changed), {"before": before}).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("a b c", "a x c", [("a", ""), ("b", "removed"), ("x", "added"), ("c", "")]),
        ("a", "a b", [("a", ""), ("b", "added")]),
        ("a a", "a", [("a", ""), ("a", "removed")]),
        ("", "a", [("a", "added")]),
        ("a", "a", [("a", "")]),
    ],
)
def test_a_comparison_keeps_all_words(old, new, pieces):
    assert compare(old, new) == [Piece(*piece) for piece in pieces]


def test_a_long_comparison_is_cut_short():
    many = range(post_history.MAX_COMPARED + 1)
    old, new = (" ".join(f"{letter}{number}" for number in many) for letter in "ab")

    assert compare(old, new) == [Piece(old, "removed"), Piece(new, "added")]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("who", CAST)
def test_other_methods_are_not_allowed(request, changed, method, who):
    client = request.getfixturevalue(who)
    assert getattr(client, method)(address(changed)).status_code == 405


def test_an_unknown_post_is_not_found(client, as_moderator):
    for reader in (client, as_moderator):
        assert reader.get(reverse("forum:history", args=[987654321])).status_code == 404


def test_a_withdrawn_thread_has_no_history(client, as_bob, changed):
    Thread.objects.filter(pk=changed.thread_id).update(
        is_hidden=True, withdrawn_at=changed.created_at
    )
    for reader in (client, as_bob):
        assert reader.get(address(changed)).status_code == 404
