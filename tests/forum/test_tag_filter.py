"""The filter by tag: what it offers, and what it must not tell; and the draft of the tags' form."""

import pytest
from django.urls import reverse

from forum.models import Draft, Thread
from forum.threads import tag_filter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def tagged(alice, theme) -> Thread:
    return factories.make_thread(alice, theme, tags=["lygter", "stier"])


def offered(client, **query) -> list[str]:
    groups = client.get(reverse("forum:threads"), query).context["filter_groups"]
    found = [option.value for group in groups if group.name == "tag" for option in group.options]
    return [slug for slug in found if slug]


def hide(thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(is_hidden=True)


def test_the_filter_offers_tags_of_threads_on_other_pages(
    client, alice, theme, tagged, monkeypatch
):
    monkeypatch.setattr("forum.threads.thread_pages.THREADS_PER_PAGE", 2)
    for number in range(3):
        factories.make_thread(alice, theme, f"Nummer {number}", tags=["is"])
    assert offered(client) == ["is", "lygter", "stier"]


def test_the_most_frequent_tags_are_offered(client, alice, theme, tagged, monkeypatch):
    monkeypatch.setattr(tag_filter, "_OFFERED", 1)
    factories.make_thread(alice, theme, "En til", tags=["stier"])
    assert offered(client) == ["stier"]
    # The chosen one stays.
    assert offered(client, tag="lygter") == ["lygter", "stier"]


def test_the_other_filters_leave_their_tags(client, alice, theme, tagged):
    other = factories.make_theme("andet")
    factories.make_thread(alice, other, "Et andet sted", tags=["is"])
    assert offered(client, theme=other.slug) == ["is"]
    assert offered(client, theme=theme.slug) == ["lygter", "stier"]


def test_a_tag_of_hidden_threads_is_like_an_unknown_one(
    client, as_bob, as_alice, as_moderator, tagged
):
    hide(tagged)
    for browser in (client, as_bob):
        shown = browser.get(reverse("forum:threads"), {"tag": "lygter"})
        unknown = browser.get(reverse("forum:threads"), {"tag": "findes-ikke"})
        assert shown.context["is_known"] is unknown.context["is_known"] is False
        assert shown.context["active_filter"] == unknown.context["active_filter"]
        assert offered(browser) == []
        assert "lygter" not in shown.content.decode().replace("tag=lygter", "")
    for browser in (as_alice, as_moderator):
        assert browser.get(reverse("forum:threads"), {"tag": "lygter"}).context["is_known"]


def test_a_tag_is_known_again_once_its_thread_is(client, tagged, as_if_committed):
    hide(tagged)
    assert not client.get(reverse("forum:threads"), {"tag": "lygter"}).context["is_known"]
    thread = Thread.objects.get()
    thread.is_hidden = False
    thread.save()
    assert client.get(reverse("forum:threads"), {"tag": "lygter"}).context["is_known"]


def test_tags_that_were_sent_without_a_session_are_kept(client, alice, tagged):
    url = reverse("forum:tags", args=[tagged.pk])
    answer = client.post(url, {"tags": "is, sne"})
    draft = Draft.objects.get()
    assert answer["Location"] == draft.get_absolute_url()

    factories.sign_in(client, alice)
    form = client.get(draft.form_url).context["form"]
    assert form["tags"].value() == "is, sne"
    client.post(draft.form_url, {"tags": "is, sne"})
    assert sorted(tag.name for tag in tagged.tags.all()) == ["is", "sne"]
    assert not Draft.objects.exists()


def test_no_tags_need_no_draft(client, tagged):
    client.post(reverse("forum:tags", args=[tagged.pk]), {"tags": " "})
    assert not Draft.objects.exists()
