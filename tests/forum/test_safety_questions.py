"""The short form of a thread about crime: what happened, where, when, and what people did."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from forum.models import AnonymousIssue, Draft, HeldPost, Issue, Post, Thread
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db
WHAT, WHERE = "Nogen tog i dørene.", "Ved skolen på Nørrebro"
WHEN, DID = "i nat", "To personer gik fra bil til bil."


@pytest.fixture
def crime():
    return factories.make_theme("burglary", is_about_crime=True)


@pytest.fixture
def answers(crime) -> dict[str, object]:
    return {
        **{"kind": "discussion", "theme": crime.pk, "title": "Uro", "body": WHAT},
        **{"place": WHERE, "happened_when": WHEN, "people_did": DID},
        "submission": str(uuid.uuid4()),
    }


def send(client, answers, **changes: object):
    return client.post(reverse("forum:start"), {**answers, **changes})


def test_the_answers_become_one_text_with_headings(as_alice, answers):
    with translation.override("da"):
        send(as_alice, answers)

    post = Post.objects.get()
    assert post.body == (
        f"**Hvad skete der?**\n{WHAT}\n\n**Hvor?**\n{WHERE}\n\n"
        f"**Hvornår?**\n{WHEN}\n\n**Hvad gjorde folk?**\n{DID}"
    )
    assert "<strong>Hvornår?</strong>" in post.body_as_html
    assert not HeldPost.objects.exists()


def test_an_issue_keeps_its_place_apart(as_alice, answers):
    send(as_alice, answers, kind="issue")

    assert Issue.objects.get().place == WHERE
    assert WHERE not in Post.objects.get().body
    assert WHEN in Post.objects.get().body


def test_a_mark_on_the_map_is_a_place_of_an_issue(as_alice, answers):
    marked = {"place": "", "position": "57.4642,9.9821"}
    refused = send(as_alice, answers, **marked)
    assert error_codes(refused.context["form"], "place") == ["required"]

    assert send(as_alice, answers, kind="issue", **marked).status_code == 302


@pytest.mark.parametrize("name", ["body", "place", "happened_when"])
@pytest.mark.parametrize("kind", ["discussion", "issue"])
def test_what_is_missing_is_said_beside_its_field(as_alice, answers, kind, name):
    response = send(as_alice, answers, kind=kind, **{name: " "})

    form = response.context["form"]
    assert list(form.errors) == [name]
    assert error_codes(form, name) == ["required"]
    assert form["people_did"].value() == DID
    assert not Thread.objects.exists()


def test_nobody_may_have_been_seen(as_alice, answers):
    assert send(as_alice, answers, people_did="").status_code == 302
    assert WHEN in Post.objects.get().body


def test_a_time_is_over_or_in_words(as_alice, answers):
    to_come = f"{factories.at_five_in(2):%Y-%m-%d %H:%M}"
    refused = send(as_alice, answers, happened_when=to_come)
    assert error_codes(refused.context["form"], "happened_when") == ["future"]

    over = f"{factories.at_five_in(-2):%Y-%m-%d %H:%M}"
    assert send(as_alice, answers, happened_when=over).status_code == 302
    assert over in Post.objects.get().body


@pytest.mark.parametrize("kind", ["help_wanted", "meetup", "give_away"])
def test_other_kinds_have_no_questions(as_alice, answers, kind):
    send(as_alice, answers, kind=kind, place="", happened_when="", people_did="")
    assert Post.objects.get().body == WHAT


def test_other_themes_have_no_questions(as_alice, answers, theme):
    free = {"place": "", "happened_when": "", "people_did": ""}
    send(as_alice, answers, theme=theme.pk, **free)
    assert Post.objects.get().body == WHAT


def test_answers_are_not_lost_when_the_theme_changes(as_alice, answers, theme):
    send(as_alice, answers, theme=theme.pk)

    body = Post.objects.get().body
    assert body.startswith(WHAT)
    assert all(text in body for text in (WHERE, WHEN, DID))


def test_the_form_tells_its_style_sheet_which_themes_are_about_crime(
    as_alice, client, crime, theme
):
    for reader, route in ((as_alice, "start"), (client, "anonymous_issue_report")):
        page = BeautifulSoup(reader.get(reverse(f"forum:{route}")).content, "html.parser")
        marked = page.select("select[name=theme] option[data-about-crime]")
        assert [option["value"] for option in marked] == [str(crime.pk)]
        assert page.select("link[href*='css/start.css']")


def test_the_preview_shows_the_answers_and_keeps_them(as_alice, answers):
    response = send(as_alice, answers, preview="1")

    assert DID in response.context["preview"]
    form = response.context["form"]
    assert [form[name].value() for name in ("body", "place", "happened_when", "people_did")] == [
        *(WHAT, WHERE, WHEN, DID),
    ]
    assert not Thread.objects.exists()
    missing = send(as_alice, answers, preview="1", happened_when="")
    assert error_codes(missing.context["form"], "happened_when") == ["required"]


def test_a_draft_keeps_the_answers(client, alice, answers):
    response = send(client, answers, title="", body="")
    draft = Draft.objects.get()
    client.force_login(alice)

    form = client.get(client.get(response["Location"])["Location"]).context["form"]
    assert (form["happened_when"].value(), form["people_did"].value()) == (WHEN, DID)
    assert draft.fields["place"] == WHERE


def test_sending_twice_posts_once(as_alice, answers):
    for _time in range(2):
        assert send(as_alice, answers).status_code == 302
    assert Thread.objects.count() == 1


@pytest.mark.parametrize("name", ["place", "people_did", "happened_when"])
def test_the_guard_reads_every_answer(as_bob, answers, name):
    send(as_bob, answers, **{name: "Det var en høj mand med skæg og sort jakke."})

    held = HeldPost.objects.get()
    assert held.rules == ["looks"]
    assert WHEN in held.body or name == "happened_when"
    assert not Thread.objects.exists()


@pytest.mark.parametrize("name", ["body", "place", "people_did", "happened_when"])
def test_a_cpr_number_is_refused_in_every_answer(as_alice, answers, name):
    form = send(as_alice, answers, **{name: "Hos 010190-1234"}).context["form"]
    assert error_codes(form, name) == ["personal_data"]


def test_a_text_that_is_too_long_as_a_whole_is_refused(as_alice, answers):
    form = send(as_alice, answers, body="x" * 19_999).context["form"]
    assert error_codes(form, "body") == ["max_length"]


def test_anonymous_readers_are_led_to_sign_in(client, answers):
    assert "draft" in send(client, answers)["Location"]
    assert client.get(reverse("forum:start"))["Location"].startswith(reverse(settings.LOGIN_URL))


def test_an_issue_without_an_account_answers_the_same_questions(client, answers):
    url = reverse("forum:anonymous_issue_report")
    given = {**answers, "email": "karen@example.org"}
    missing = client.post(url, given | {"happened_when": ""})
    assert error_codes(missing.context["form"], "happened_when") == ["required"]

    assert client.post(url, given).status_code == 302
    issue = AnonymousIssue.objects.get()
    assert issue.place == {"place": WHERE}
    assert all(text in issue.body for text in (WHAT, WHEN, DID))


def test_what_a_member_typed_without_a_session_goes_to_their_form(as_alice, answers):
    response = as_alice.post(reverse("forum:anonymous_issue_report"), answers)
    form = as_alice.get(response["Location"]).context["form"]
    assert (form["happened_when"].value(), form["people_did"].value()) == (WHEN, DID)
