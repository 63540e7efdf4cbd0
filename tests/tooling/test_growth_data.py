"""The data of `make bench-growth` is like that of a real forum."""

import pytest
from django.test import Client

from benchmarks import growth_data, growth_routes
from forum.models import HelpRequest, HelpState, Issue, Thread
from forum.models.help_states import HELP_KINDS
from forum.recounting import recount

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> growth_data.Site:
    return growth_data.build(posts=400, occurrences=20)


def test_threads_have_what_those_of_residents_have(site):
    # Excerpts, last writers and numbers are those that the posts and the thanks say.
    assert not any(recount().values())
    threads = Thread.objects.all()
    assert not threads.filter(excerpt="").exists()
    assert threads.filter(is_pinned=True).count() == 2
    assert threads.filter(answer__isnull=False).exists()
    issues = threads.filter(kind=Thread.Kind.ISSUE)
    assert issues.exclude(status="").count() == issues.count() == Issue.objects.count()
    about_help = threads.filter(kind__in=HELP_KINDS)
    assert set(about_help.values_list("help_state", flat=True)) == {
        HelpState.OPEN,
        HelpState.FULFILLED,
    }
    assert HelpRequest.objects.count() == about_help.count()


def test_pages_of_each_group_answer(site):
    reader = Client()
    seen = {}
    for route in growth_routes.routes(site).values():
        seen.setdefault(route.group, route)
    for route in seen.values():
        if not route.is_signed_in:
            assert reader.get(route.path).status_code == 200, route
