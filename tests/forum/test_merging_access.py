"""Who may merge threads, and where a merged one is not found any more."""

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from forum import personal_data
from forum.models import Issue, ModerationAction, PartnerMatter, ProposedAct, Thread
from forum.moderation import merging
from forum.moderation.conflicts import PartnerCase
from forum.moderation.undo import undo
from forum.threads import search
from home.search.results import search as site_search
from residents.models import PartnerMembership, Suspension, User
from residents.personal_data.registry import Person
from tests import factories

pytestmark = pytest.mark.django_db
WHY = {"reason": "Den findes allerede."}


@pytest.fixture
def other(bob, theme):
    return factories.make_thread(bob, theme, title="Is på fortovet")


@pytest.fixture
def merged(thread, other, moderator):
    """Alice's thread, merged into Bob's."""
    assert merging.merge(duplicate=thread, other=other, moderator=moderator, **WHY)
    thread.refresh_from_db()
    return thread


@pytest.fixture
def partner(moderator):
    """The partner to whom the moderator belongs."""
    partner = factories.make_partner("Kommunen", "municipality")
    PartnerMembership.objects.create(partner=partner, user=moderator)
    return partner


def address(thread: Thread) -> str:
    return reverse("forum:merge", args=[thread.posts.get(number=1).pk])


def try_to_merge(client, thread: Thread, other: Thread):
    return client.post(address(thread), {"into": other.pk, **WHY})


def is_untouched(thread: Thread) -> bool:
    thread.refresh_from_db()
    return not (thread.is_hidden or thread.merged_into or ModerationAction.objects.exists())


@pytest.mark.parametrize(
    ("who", "status"), [("client", 302), ("as_alice", 403), ("as_bob", 403), ("as_editor", 403)]
)
def test_only_moderators_take_a_merge_back(request, merged, who, status):
    action = ModerationAction.objects.get()
    url = reverse("forum:take_back", args=[action.pk])

    response = request.getfixturevalue(who).post(url, {"reason": "Nej."})

    assert response.status_code == status
    merged.refresh_from_db()
    assert merged.merged_into_id == action.before["into"]


def test_a_suspended_moderator_cannot_merge(as_moderator, thread, other, moderator):
    Suspension.objects.create(user=moderator, until=None, decision=1)

    assert as_moderator.get(address(thread)).status_code == 403
    assert try_to_merge(as_moderator, thread, other).status_code == 403
    assert is_untouched(thread)


@pytest.mark.parametrize("of_other", [False, True])
def test_a_partners_moderator_only_proposes_to_merge_what_is_about_the_partner(
    as_moderator, thread, other, moderator, partner, of_other
):
    about = other if of_other else thread
    PartnerMatter.objects.create(post=about.posts.get(number=1), partner=partner)

    page = as_moderator.get(address(thread), {"into": other.pk})
    assert page.context["must_propose"]
    response = try_to_merge(as_moderator, thread, other)

    proposal = ProposedAct.objects.get()
    assert (response.status_code, response.url) == (302, proposal.get_absolute_url())
    assert (proposal.kind, proposal.details) == ("merge", {"into": other.pk})
    assert is_untouched(thread)
    with pytest.raises(PartnerCase):
        merging.merge(duplicate=thread, other=other, moderator=moderator, **WHY)


def test_a_partners_moderator_merges_what_is_not_about_it(as_moderator, thread, other, partner):
    assert try_to_merge(as_moderator, thread, other).status_code == 302
    thread.refresh_from_db()
    assert thread.merged_into == other


@pytest.mark.parametrize("typed", ["", "Is på fortovet", "987654321", "/da/forum/987654321/"])
def test_what_is_no_thread_is_an_error_of_the_field(as_moderator, thread, typed):
    for response in (
        as_moderator.get(address(thread), {"into": typed}),
        as_moderator.post(address(thread), {"into": typed, **WHY}),
    ):
        assert response.status_code == 200
        assert response.context["form"].errors["into"]
        assert response.context["other"] is None
    assert is_untouched(thread)


def test_without_a_reason_nothing_is_merged(as_moderator, thread, other):
    response = as_moderator.post(address(thread), {"into": other.get_absolute_url(), "reason": ""})

    assert response.context["form"].errors["reason"]
    assert response.context["other"] == other
    assert is_untouched(thread)


def test_feeds_and_the_sitemap_are_without_it(client, merged, other, moderator):
    feed, sitemap = reverse("forum:feed"), "/sitemap.xml"

    def named(path: str) -> tuple[bool, bool]:
        text = client.get(path).content.decode()
        return tuple(f"/forum/{each.pk}/" in text for each in (merged, other))

    assert named(feed) == named(sitemap) == (False, True)

    undo(action=ModerationAction.objects.get(), moderator=moderator, reason="Fejl.")

    assert named(feed) == named(sitemap) == (True, True)


def test_nobody_finds_it_by_search(merged, other, alice, bob, moderator):
    for each in (merged, other):
        search.index_thread.call(each.pk)

    for reader in (AnonymousUser(), alice, bob, moderator):
        found = site_search(merged.title, reader)
        urls = {hit.url for hit in (*found.hits, *found.mentions)}
        assert not any(f"/forum/{merged.pk}/" in url for url in urls)
    assert site_search("fortovet", alice).hits


def test_a_merged_issue_is_not_in_open311(client, alice, bob, theme, moderator):
    """As with a hidden one: a program that knows its number learns that it is gone."""
    one, two = (factories.make_thread(each, theme, kind="issue") for each in (alice, bob))
    requests = "/open311/v2/requests"
    assert client.get(f"{requests}/{one.pk}.json").status_code == 200

    merging.merge(duplicate=one, other=two, moderator=moderator, **WHY)

    assert [row["service_request_id"] for row in client.get(f"{requests}.json").json()] == [
        str(two.pk)
    ]
    assert client.get(f"{requests}.json", {"service_request_id": str(one.pk)}).json() == []
    for extension in ("json", "xml"):
        assert client.get(f"{requests}/{one.pk}.{extension}").status_code == 404
    assert Issue.objects.filter(thread=one).exists()


def test_the_export_says_where_ones_thread_was_merged(merged, other, alice, bob):
    def exported(person: User) -> dict[str, str]:
        rule = next(each for each in personal_data.RULES if each.model == "forum.Thread")
        (column,) = (each for each in rule.columns if getattr(each, "name", "") == "merged_into")
        return {each.title: column.read(each) for each in rule.rows(Person.of(person))}

    assert exported(alice) == {merged.title: settings.BASE_URL + other.get_absolute_url()}
    assert exported(bob) == {other.title: ""}
    # Nothing of the other thread but its address, which may be hidden by now.
    assert other.title not in exported(alice)[merged.title]
