"""What editors see: messages beside the fields, seats taken, and who has signed up."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from events.models import EventPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, title="Nabocafé", capacity=10)


@pytest.fixture
def signup(page, sign_up):
    return sign_up(page.event.occurrences.get())


def list_url(page):
    return reverse("event_signups", args=[page.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_of(page, **changes):
    local = timezone.localtime
    data = {
        "title": page.title,
        "slug": page.slug,
        "summary": "",
        "theme": page.theme_id,
        "area": "",
        "organiser": "",
        "starts_at": f"{local(page.starts_at):%Y-%m-%d %H:%M}",
        "ends_at": f"{local(page.ends_at):%Y-%m-%d %H:%M}",
        "repeats": "",
        "repeat_count": "",
        "repeat_until": "",
        "kind": "other",
        "has_signup": "on",
        "max_party_size": "6",
        "closes_hours_before": "0",
        "newcomer_seats": "0",
        "newcomers_until_days": "2",
        "reminder_hours": "24",
        "directions": "",
        "welcome": "",
        "consent": "",
        "status": "scheduled",
        "questions": streamfield([]),
        "venue": "",
        "address": "",
        "online_url": "",
        "capacity": "10",
        "status_reason": "",
        "tags": "",
        "body": streamfield([]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        "action-publish": "1",
    }
    return nested_form_data({**data, **changes})


def test_names_are_for_those_who_may_edit_the_page(as_editor, page, signup):
    response = as_editor.get(list_url(page))
    assert response.status_code == 200
    words = response.content.decode()
    assert "Karen Holm" in words
    assert "karen@example.org" not in words
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("browser", ["client", "as_alice", "as_moderator"])
def test_names_are_for_nobody_else(request, page, signup, browser):
    response = request.getfixturevalue(browser).get(list_url(page))
    assert response.status_code in {302, 403}
    assert b"Karen" not in response.content


def test_who_may_enter_the_admin_but_not_edit_the_page_sees_no_names(page, signup, bob):
    from django.contrib.auth.models import Permission
    from django.test import Client

    bob.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(bob)
    response = client.get(list_url(page), follow=True)
    assert b"Karen" not in response.content


def test_a_page_without_an_event_has_no_signups(as_editor, theme):
    draft = factories.make_event_page(theme, publish=False)
    assert as_editor.get(list_url(draft)).status_code == 200
    missing = as_editor.get(reverse("event_signups", args=[999999]), follow=True)
    assert missing.status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(as_editor, page, method):
    assert getattr(as_editor, method)(list_url(page)).status_code == 405


def test_the_list_asks_the_same_for_many(as_editor, page, sign_up, django_assert_max_num_queries):
    for number in range(5):
        sign_up(page.event.occurrences.get(), email=f"n{number}@example.org")
    with django_assert_max_num_queries(30):
        as_editor.get(list_url(page))


def test_the_form_says_how_many_seats_are_taken(as_editor, page, signup):
    editor_language(as_editor)
    words = as_editor.get(edit_url(page)).content.decode()
    assert "2 of 10 seats taken" in words
    assert list_url(page) in words


def editor_language(client):
    """Read the admin in English."""
    from wagtail.users.models import UserProfile

    user_id = client.session["_auth_user_id"]
    UserProfile.objects.update_or_create(user_id=user_id, defaults={"preferred_language": "en"})


def test_a_new_page_has_no_seats_to_show(as_editor):
    url = reverse(
        "wagtailadmin_pages:add", args=["events", "eventpage", factories.calendar_page().pk]
    )
    assert as_editor.get(url).status_code == 200


def test_an_editor_publishes_a_change(as_editor, page, signup):
    response = as_editor.post(edit_url(page), form_of(page, venue="Kirken", capacity="1"))
    assert response.status_code == 302
    assert page.event.venue == "Kirken"
    occurrence = page.event.occurrences.get()
    assert (occurrence.capacity, occurrence.taken) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "2020-01-01 10:00"}, "ends_at"),
        ({"ends_at": "2020-13-01 10:00"}, "ends_at"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "99999999999"}, "capacity"),
        ({"repeats": "weekly", "repeat_count": "1"}, "repeat_count"),
        ({"repeats": "hourly"}, "repeats"),
        ({"status": "cancelled"}, "status_reason"),
        ({"venue": "Spørg 010203-1234"}, "venue"),
    ],
)
def test_a_mistake_is_named_beside_its_field(as_editor, page, changes, field):
    response = as_editor.post(edit_url(page), form_of(page, **changes))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "error-message" in response.content.decode()
    page.refresh_from_db()
    assert page.event.occurrences.get().sequence == 0


def test_an_editor_makes_an_event(as_editor, theme):
    parent = factories.calendar_page()
    url = reverse("wagtailadmin_pages:add", args=["events", "eventpage", parent.pk])
    draft = EventPage(
        title="Gåtur",
        slug="gatur",
        theme=theme,
        starts_at=factories.in_days(3),
        ends_at=factories.in_days(3.1),
    )
    body = streamfield([("text", rich_text("<p>Kom!</p>"))])
    response = as_editor.post(url, form_of(draft, body=body, repeats="weekly", repeat_count="3"))
    assert response.status_code == 302
    page = EventPage.objects.get(slug="gatur")
    assert page.live
    assert page.event.occurrences.count() == 3
