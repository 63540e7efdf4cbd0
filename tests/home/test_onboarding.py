"""The onboarding after the first sign-in, and the page with events nearby."""

import pytest
from django.urls import reverse

from events.models import Occurrence
from notifications.models import Subscription
from notifications.notices import follows
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/en/account/login/"
WELCOME = "/en/welcome/"
NEARBY = "/en/welcome/nearby/"


@pytest.fixture
def newcomer(db):
    """A resident who has never signed in."""
    return factories.make_user("ny@example.org", "Nanna", welcomed_at=None)


@pytest.fixture
def as_newcomer(client, newcomer):
    client.force_login(newcomer)
    return client


def sign_in(client, address=LOGIN):
    return client.post(address, {"login": "ny@example.org", "password": factories.PASSWORD})


def topics_of(user):
    return set(Subscription.objects.filter(user=user).values_list("topic", flat=True))


def test_only_the_first_sign_in_redirects_to_the_onboarding(client, newcomer):
    first = sign_in(client)
    assert first.status_code == 302
    assert first.url.startswith(WELCOME)
    assert client.get(first.url).status_code == 200
    client.logout()

    assert not sign_in(client).url.startswith(WELCOME)
    newcomer.refresh_from_db()
    assert newcomer.welcomed_at


def test_the_next_url_is_kept_through_the_onboarding(client, newcomer, theme, area):
    welcome = sign_in(client, f"{LOGIN}?next=/en/forum/new/%3Fkind%3Dissue").url
    page = client.get(welcome).content.decode()
    assert 'href="/en/forum/new/?kind=issue"' in page  # Skip

    nearby = client.post(welcome, {"area": area.pk, "themes": [theme.pk]}).url
    assert nearby.startswith(NEARBY)
    assert 'href="/en/forum/new/?kind=issue"' in client.get(nearby).content.decode()


@pytest.mark.parametrize(
    "next_url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_next_urls_of_other_sites_are_ignored(as_newcomer, next_url):
    assert "evil" not in sign_in(as_newcomer, f"{LOGIN}?next={next_url}").url
    for address in (WELCOME, NEARBY):
        page = as_newcomer.get(address, {"next": next_url}).content.decode()
        assert f'href="{next_url}' not in page


def test_existing_residents_are_not_redirected(client, alice):
    response = client.post(LOGIN, {"login": alice.email, "password": factories.PASSWORD})
    assert not response.url.startswith(WELCOME)


def test_the_chosen_area_and_themes_are_followed(as_newcomer, newcomer, theme, area):
    other = factories.make_theme("loneliness")
    response = as_newcomer.post(WELCOME, {"area": area.pk, "themes": [theme.pk, other.pk]})
    assert response.url == NEARBY
    newcomer.refresh_from_db()
    assert newcomer.area == area
    assert topics_of(newcomer) == {f"area:{area.pk}", f"theme:{theme.pk}", f"theme:{other.pk}"}

    # A second answer with one theme less keeps other follows and mutes.
    muted = factories.make_theme("green-transition")
    follows.mute(newcomer, f"theme:{muted.pk}")
    follows.follow(newcomer, "thread:99")
    form = as_newcomer.get(WELCOME).context["form"]
    assert set(form["themes"].value()) == {theme.pk, other.pk}
    as_newcomer.post(WELCOME, {"area": area.pk, "themes": [theme.pk]})
    assert topics_of(newcomer) == {
        *(f"area:{area.pk}", f"theme:{theme.pk}", "thread:99", f"theme:{muted.pk}")
    }


def test_the_answers_are_optional(as_newcomer, newcomer):
    assert as_newcomer.post(WELCOME, {}).url == NEARBY
    assert not topics_of(newcomer)


@pytest.mark.parametrize(
    "data", [{"themes": ["x"]}, {"themes": ["987654321"]}, {"area": "987654321"}]
)
def test_unknown_areas_and_themes_are_refused(as_newcomer, newcomer, data):
    assert as_newcomer.post(WELCOME, data).status_code == 200
    assert not topics_of(newcomer)


def test_anonymous_readers_are_redirected_to_sign_in(client, db):
    for address in (WELCOME, NEARBY):
        assert client.get(address).url.startswith(LOGIN)
    assert client.post(WELCOME, {}).url.startswith(LOGIN)


def test_nearby_lists_this_weeks_events_in_the_area_first(as_newcomer, newcomer, theme, area):
    def titles():
        found = as_newcomer.get(NEARBY).context["nearby"]
        return [entry.title for entry in [*found.near, *found.elsewhere]]

    assert titles() == []
    factories.make_occurrence(theme, title="Later", starts_at=factories.in_days(20))
    assert titles() == ["Later"]
    factories.make_occurrence(theme, title="Elsewhere", starts_at=factories.in_days(2))
    factories.make_occurrence(theme, title="Secret", is_published=False)
    assert titles() == ["Elsewhere"]
    newcomer.area = area
    newcomer.save()
    context = as_newcomer.get(NEARBY).context
    assert (context["nearby"].area, context["nearby"].near) == (area, [])
    assert context["is_this_week"]
    here = factories.make_occurrence(theme, title="Here", area=area, starts_at=factories.in_days(3))
    assert titles() == ["Here", "Elsewhere"]
    response = as_newcomer.get(NEARBY)
    assert [entry.title for entry in response.context["nearby"].near] == ["Here"]
    assert area.name in response.content.decode()
    Occurrence.objects.filter(pk=here.pk).update(status=Occurrence.Status.CANCELLED)
    assert titles() == ["Elsewhere"]


def test_an_area_without_events_this_week_shows_its_next_ones(as_newcomer, newcomer, theme, area):
    factories.make_occurrence(theme, title="Later", area=area, starts_at=factories.in_days(12))
    factories.make_occurrence(theme, title="Elsewhere", starts_at=factories.in_days(2))
    newcomer.area = area
    newcomer.save(update_fields=["area"])

    response = as_newcomer.get(NEARBY)

    assert [entry.title for entry in response.context["nearby"].near] == ["Later"]
    assert not response.context["is_this_week"]


def test_other_methods_are_not_allowed(as_newcomer):
    assert as_newcomer.delete(WELCOME).status_code == 405
    assert as_newcomer.post(NEARBY).status_code == 405


@pytest.mark.parametrize(("language", "words"), [("da", "Velkommen"), ("en", "Welcome")])
def test_the_page_is_in_the_active_language(as_newcomer, language, words):
    from django.utils import translation

    with translation.override(language):
        address = reverse("home:welcome")
    assert words in as_newcomer.get(address).content.decode()
