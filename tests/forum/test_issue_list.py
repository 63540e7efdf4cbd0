"""The status in lists, in the feed and in search, and the filter by it."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from forum.models import Thread, ThreadTag
from tests import factories
from tests.forum.issue_cast import set_status
from tests.forum.query_plans import plan

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def listed(client, **query: str) -> list[str]:
    response = client.get(reverse("forum:threads"), query)
    assert response.status_code == 200
    return [thread.title for thread in response.context["threads"]]


@pytest.fixture
def planned(alice, theme, area, moderator) -> Thread:
    thread = factories.make_thread(
        alice, theme, "Hul i vejen", kind="issue", area=area, tags=["veje"]
    )
    set_status(thread.issue, "planned", moderator)
    return thread


def test_the_status_stands_in_words_wherever_the_issue_is_listed(client, planned):
    html = client.get(reverse("forum:threads")).content.decode()
    assert "Planned" in html
    assert 'term="Planned"' in client.get(reverse("forum:feed")).content.decode()
    found = client.get(reverse("home:search"), {"q": "Hul i vejen"}).content.decode()
    assert "Local issue: Planned" in found


def test_the_list_is_filtered_by_status(client, planned, issue, thread):
    assert listed(client, kind="issue", status="planned") == ["Hul i vejen"]
    assert listed(client, kind="issue", status="received") == [issue.thread.title]
    assert listed(client, kind="issue", status="solved") == []
    assert listed(client, kind="issue", status="planned", tag="veje") == ["Hul i vejen"]
    assert listed(client, kind="issue", status="received", tag="veje") == []


def test_a_new_status_moves_the_issue_to_another_filter(
    client, moderator, planned, as_if_committed
):
    query = {"kind": "issue", "status": "solved"}
    assert listed(client, **query) == []

    set_status(planned.issue, "solved", moderator)

    assert listed(client, **query) == listed(client, **query, tag="veje") == ["Hul i vejen"]
    assert listed(client, kind="issue", status="planned") == []


@pytest.mark.parametrize(
    "query",
    [
        {"status": "planned"},
        {"kind": "meetup", "status": "planned"},
        {"kind": "issue", "status": "lost"},
    ],
)
def test_a_status_that_does_not_exist_is_left_out_and_said(client, planned, query):
    response = client.get(reverse("forum:threads"), query)

    assert response.context["is_known"] is False
    assert response.context["active_filter"].status == ""


def test_the_filter_by_status_is_offered_for_issues_and_goes_with_them(client, planned):
    def groups(**query: str) -> dict:
        context = client.get(reverse("forum:threads"), query).context
        return {group.name: group for group in context["filter_groups"]}

    assert "status" not in groups()
    chosen = groups(kind="issue", status="planned")
    assert [option.value for option in chosen["status"].options] == [
        *("", "received", "investigating", "planned", "solved", "declined"),
    ]
    assert all("status" not in option.url for option in chosen["kind"].options)


@pytest.mark.parametrize("chosen", list(product((False, True), repeat=2)))
@pytest.mark.parametrize("is_deep", [False, True])
def test_every_combination_with_a_status_has_an_index(chosen, is_deep, planned):
    given = dict(zip(("theme", "area"), chosen, strict=True))
    values = {"theme": planned.theme_id, "area": planned.area_id}
    filters = {name: values[name] for name, is_chosen in given.items() if is_chosen}
    filters |= {"kind": "issue", "status": "planned"}
    threads = Thread.objects.visible_to(NOBODY).about(**filters).for_listing()
    if is_deep:
        threads = threads.older_than(planned.last_activity_at, planned.pk)
    index = {
        (False, False): "thread_of_status_by_activity",
        (True, False): "thread_theme_status_activity",
        (False, True): "thread_area_status_activity",
        (True, True): "thread_theme_area_status",
    }[chosen]
    assert index in plan(threads, index)


@pytest.mark.parametrize("chosen", list(product((False, True), repeat=2)))
def test_every_combination_with_a_status_and_a_tag_has_an_index(chosen, planned):
    given = dict(zip(("theme", "area"), chosen, strict=True))
    values = {"theme": planned.theme_id, "area": planned.area_id}
    filters = {name: values[name] for name, is_chosen in given.items() if is_chosen}
    filters |= {"kind": "issue", "status": "planned"}
    planned.refresh_from_db()
    rows = ThreadTag.objects.filter(tag=planned.tag_ids[0]).visible_to(NOBODY)
    index = {
        (False, False): "thread_tag_status_activity",
        (True, False): "thread_tag_theme_status",
        (False, True): "thread_tag_area_status",
        (True, True): "thread_tag_all_status",
    }[chosen]
    assert index in plan(rows.about(**filters).for_listing(), index)
