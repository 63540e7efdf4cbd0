"""A form of the admin asks whether the session still lasts before it is sent."""

from django.urls import reverse


def test_an_editor_gets_the_token_of_the_session(as_editor):
    response = as_editor.get(reverse("desk_session"))
    assert response.status_code == 200
    assert response.json()["token"]
    assert "no-store" in response["Cache-Control"]


def test_it_is_only_read(as_editor):
    assert as_editor.post(reverse("desk_session")).status_code == 405


def test_without_a_session_there_is_no_token(client, db):
    response = client.get(reverse("desk_session"))
    assert response.status_code == 302
    assert "/login/" in response.url


def test_a_resident_gets_none(as_alice):
    response = as_alice.get(reverse("desk_session"))
    assert response.status_code in {302, 403}


def test_the_form_of_a_page_loads_the_script(as_editor):
    response = as_editor.get(reverse("wagtailadmin_home"))
    assert f'data-check="{reverse("desk_session")}"' in response.content.decode()
