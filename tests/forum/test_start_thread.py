"""The form to start a thread."""

import uuid

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.models import Theme
from forum.models import HeldPost, Post, Thread
from forum.moderation import held_posts
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db


def address() -> str:
    return reverse("forum:start")


def valid_data(about: Theme, **changes: object) -> dict[str, object]:
    """Return valid values for the form."""
    return {
        "kind": "help_wanted",
        "theme": about.pk,
        "area": "",
        "title": "Hvem har en stige?",
        "body": "Jeg skal have **renset** tagrenden.",
        "submission": str(uuid.uuid4()),
        **changes,
    }


def test_a_resident_starts_a_thread(as_alice, alice, theme, area):
    response = as_alice.post(address(), valid_data(theme, area=area.pk))

    thread = Thread.objects.get()
    assert response.status_code == 302
    assert response["Location"] == thread.get_absolute_url()
    assert (thread.author, thread.theme, thread.area) == (alice, theme, area)
    assert (thread.kind, thread.title, thread.language) == (
        *("help_wanted", "Hvem har en stige?", "en"),
    )
    post = thread.posts.get()
    assert (post.number, post.author) == (1, alice)
    assert "<strong>renset</strong>" in post.body_as_html
    page = as_alice.get(response["Location"])
    assert [message.level_tag for message in page.context["messages"]] == ["success"]


def test_the_thread_has_the_active_language(as_alice, theme):
    with translation.override("da"):
        as_alice.post(address(), valid_data(theme))

    assert Thread.objects.get().language == "da"


def test_anonymous_readers_are_redirected_to_sign_in(client, theme):
    response = client.get(address() + "?kind=issue")

    assert response.status_code == 302
    assert response["Location"].startswith(reverse(settings.LOGIN_URL) + "?next=" + address())


def test_a_thread_without_a_session_is_kept_as_a_draft(client, theme):
    response = client.post(address(), valid_data(theme))

    assert response["Location"].startswith(reverse("forum:threads") + "draft/")
    assert not Thread.objects.exists()


def test_a_suspended_resident_cannot_start_a_thread(as_alice, alice, theme):
    alice.is_active = False
    alice.save()

    response = as_alice.post(address(), valid_data(theme))

    assert response["Location"].startswith(reverse("forum:threads") + "draft/")
    assert not Thread.objects.exists()


@pytest.mark.parametrize("who", ["client", "as_alice"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(request, db, who, method):
    assert getattr(request.getfixturevalue(who), method)(address()).status_code == 405


def test_a_request_without_a_csrf_token_is_refused(alice, theme):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(address(), valid_data(theme)).status_code == 403
    assert not Thread.objects.exists()


def test_the_url_selects_theme_and_kind(as_alice, theme):
    html = as_alice.get(address(), {"theme": theme.slug, "kind": "issue"}).content.decode()

    assert f'<option value="{theme.pk}" selected>' in html
    assert "Traffic safety (en)" in html
    assert 'value="issue"' in html
    issue = html.split('value="issue"')[1].split(">")[0]
    assert "checked" in issue


def test_the_authors_town_is_filled_in_and_can_be_changed(as_alice, alice, theme, area):
    assert as_alice.get(address()).context["form"]["area"].value() is None
    alice.area = area
    alice.save()
    assert as_alice.get(address()).context["form"]["area"].value() == area.pk
    as_alice.post(address(), valid_data(theme, area=""))
    assert Thread.objects.get().area is None
    # An error keeps what was chosen.
    refused = as_alice.post(address(), valid_data(theme, area="", title=""))
    assert not refused.context["form"]["area"].value()


@pytest.mark.parametrize("query", [{"theme": "nonsense"}, {"kind": "riot"}, {"theme": "\0"}])
def test_unknown_values_in_the_url_are_ignored(as_alice, theme, query):
    response = as_alice.get(address(), query)

    assert response.status_code == 200
    form = response.context["form"]
    assert not form["theme"].value()
    assert form["kind"].value() == "discussion"


def test_the_rules_are_above_the_form(as_alice, theme):
    html = as_alice.get(address()).content.decode()

    form = html.index('<form class="form"')
    for words in ("Do not report crimes here", "tel:112", "tel:114", "pictures of suspects"):
        assert html.index(words) < form


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "", "required"),
        ("title", "   \u200b ", "required"),
        ("title", "x" * 121, "max_length"),
        ("title", "Til 010203-1234", "personal_data"),
        ("title", "null\0byte", "unshowable"),
        ("title", "right\u202eleft", "unshowable"),
        ("body", "", "required"),
        ("body", " \n\t\u00a0", "required"),
        ("body", "x" * 200_000, "max_length"),
        ("body", "Hej\n\nmit nummer er 010203 1234.", "personal_data"),
        ("body", "0102\u200b03-1234", "personal_data"),
        ("body", "null\0byte", "unshowable"),
        ("kind", "riot", "invalid_choice"),
        ("kind", "", "required"),
        ("theme", "999999", "invalid_choice"),
        ("theme", "9" * 40, "invalid_choice"),
        ("theme", "\0", "null_characters_not_allowed"),
        ("theme", "nonsense", "invalid_choice"),
        ("area", "999999", "invalid_choice"),
        ("area", "\0", "null_characters_not_allowed"),
    ],
)
def test_invalid_input_shows_an_error_at_the_field_and_keeps_the_rest(
    as_alice, theme, field, value, code
):
    response = as_alice.post(address(), valid_data(theme, **{field: value}))

    html = response.content.decode()
    assert response.status_code == 200
    assert error_codes(response.context["form"], field) == [code]
    assert f'id="id_{field}_error"' in html
    assert not Thread.objects.exists()
    texts = {"title": "Hvem har en stige?", "body": "Jeg skal have **renset** tagrenden."}
    for name, text in texts.items():
        if name != field:
            assert text in html


def test_a_text_that_is_too_long_is_kept_in_the_form(as_alice, theme):
    text = "æ" * 200_000

    assert text in as_alice.post(address(), valid_data(theme, body=text)).content.decode()


def test_the_error_does_not_repeat_the_cpr_number(as_alice, theme):
    body = "Hej\n\nmit nummer er 010203-1234."
    form = as_alice.post(address(), valid_data(theme, body=body)).context["form"]

    assert form.errors.as_data()["body"][0].params == {"line": 3, "start": "010203"}
    assert "010203-1234" not in str(form.errors)


def test_an_empty_form_shows_an_error_at_every_required_field(as_alice, theme):
    response = as_alice.post(address(), {})

    assert response.status_code == 200
    errors = response.context["form"].errors
    assert set(errors) == {"kind", "title", "body"}


def test_a_thread_needs_no_theme(as_alice, as_bob, client, theme):
    response = as_alice.post(address(), valid_data(theme, theme="", tags="stige"))

    thread = Thread.objects.get()
    assert (response.status_code, thread.theme) == (302, None)
    for reader in (as_alice, as_bob, client):
        assert reader.get(thread.get_absolute_url()).status_code == 200
        for query in ("", "?kind=help_wanted", "?tag=stige"):
            listed = reader.get(f"{reverse('forum:threads')}{query}").context["threads"]
            assert listed == [thread]
    assert as_bob.post(reverse("forum:reply", args=[thread.pk]), {"body": "Ja"}).status_code == 302


def test_a_held_thread_needs_no_theme(as_alice, moderator, theme):
    body = "Det var Kim Holm, der stjal min cykel."
    as_alice.post(address(), valid_data(theme, theme="", body=body))
    held = HeldPost.objects.get()

    assert held_posts.approve(held=held, moderator=moderator)
    assert Thread.objects.get().theme is None


def test_a_double_click_starts_one_thread(as_alice, theme):
    sent = valid_data(theme)

    first, second = as_alice.post(address(), sent), as_alice.post(address(), sent)

    assert Thread.objects.count() == Post.objects.count() == 1
    assert first["Location"] == second["Location"] == Thread.objects.get().get_absolute_url()


def test_a_second_text_with_the_same_submission_shows_an_error(as_alice, theme):
    sent = valid_data(theme)
    as_alice.post(address(), sent)

    response = as_alice.post(address(), {**sent, "body": "Noget helt andet."})

    html = response.content.decode()
    assert response.status_code == 200
    assert error_codes(response.context["form"], "__all__") == ["sent_before"]
    assert "Noget helt andet." in html
    again = str(response.context["form"]["submission"].value())
    assert again != sent["submission"]
    assert as_alice.post(address(), {**sent, "body": "Noget helt andet.", "submission": again})
    assert Thread.objects.count() == 2


def test_two_authors_with_the_same_submission_start_two_threads(as_alice, as_bob, theme):
    sent = valid_data(theme)

    as_alice.post(address(), sent)
    as_bob.post(address(), sent)

    assert Thread.objects.count() == 2


@pytest.mark.parametrize("submission", ["", "nonsense", "\0", "x" * 5000])
def test_an_invalid_submission_is_ignored(as_alice, theme, submission):
    assert as_alice.post(address(), valid_data(theme, submission=submission)).status_code == 302
    assert Thread.objects.get().posts.get().submission is None


def test_each_displayed_form_has_a_new_submission(as_alice, theme):
    submissions = {
        as_alice.get(address()).context["form"]["submission"].value() for _request in range(2)
    }

    assert len(submissions) == 2


def test_a_title_is_one_line_and_may_have_emoji(as_alice, theme):
    as_alice.post(address(), valid_data(theme, title="Kaffe \u00a0 og\tkage 👨‍👩‍👧 🫨"))

    assert Thread.objects.get().title == "Kaffe og kage 👨‍👩‍👧 🫨"


def test_themes_are_listed_in_the_active_language(as_alice, theme):
    factories.make_theme("loneliness")

    with translation.override("da"):
        html = as_alice.get(address()).content.decode()

    assert "Traffic safety (da)" in html
    assert "Loneliness (da)" in html


def test_the_heading_is_that_of_the_button_that_led_here(as_alice):
    headings = {
        kind: as_alice.get(address(), {"kind": kind} if kind else {}).context["title"]
        for kind in ("", "help_wanted", "help_offered", "issue")
    }
    assert len(set(headings.values())) == len(headings)


def test_each_kind_says_what_it_is_for(as_alice):
    html = as_alice.get(address()).content.decode()
    for kind in Thread.Kind:
        assert f'value="{kind.value}"' in html
        assert kind.hint in html
