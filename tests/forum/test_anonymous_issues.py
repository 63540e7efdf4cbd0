"""Reporting a local issue without an account: the form, the mailed link, and who reads it."""

import uuid

import pytest
from django.urls import reverse

from forum.models import AnonymousIssue, Draft, Issue, Post, Thread
from notifications.models import Activity
from tests.form_errors import error_codes
from tests.forum.anonymous_issue_steps import ISSUE, SECRET, form_url, link, mails, page, send
from tests.forum.anonymous_issue_steps import published as published  # a fixture
from tests.forum.anonymous_issue_steps import sent as sent  # a fixture
from tests.forum.anonymous_issue_steps import waiting as waiting  # a fixture

pytestmark = pytest.mark.django_db


def test_the_way_from_the_form_to_the_thread(client, as_moderator, area, theme):
    assert client.get(form_url()).status_code == 200
    response = send(client, name="Karen fra 12", area=area.pk, theme=theme.pk)
    assert response["Location"] == reverse("forum:anonymous_issue_sent")
    assert client.get(response["Location"]).status_code == 200
    (mail,) = mails()
    assert mail.to == "karen@example.org"

    confirm = link(mail, "confirm")
    assert client.get(confirm).status_code == 200
    assert not AnonymousIssue.objects.get().is_confirmed
    assert client.post(confirm).status_code == 302
    assert client.get(confirm).status_code == 200
    issue = AnonymousIssue.objects.get()
    assert issue.is_confirmed
    assert not Thread.objects.exists()

    assert SECRET in as_moderator.get(page(issue)).content.decode()
    assert as_moderator.post(page(issue, "_approve")).status_code == 302

    thread = Thread.objects.get()
    post = thread.posts.get()
    assert (thread.kind, thread.status, thread.area, thread.theme) == (
        *("issue", "received", area, theme),
    )
    assert (thread.author, thread.author_name, post.author, post.author_name) == (
        *(None, "Karen fra 12", None, "Karen fra 12"),
    )
    assert (thread.title, post.body) == (ISSUE["title"], ISSUE["body"])
    assert Issue.objects.get().place == ISSUE["place"]
    html = client.get(thread.get_absolute_url()).content.decode()
    assert "Karen fra 12" in html
    assert "karen@example.org" not in html.lower()
    assert thread.get_absolute_url() in mails("approved")[0].text
    issue.refresh_from_db()
    assert (issue.title, issue.body, issue.place) == ("", "", {})
    assert as_moderator.get(page(issue))["Location"] == thread.get_absolute_url()


def test_nobody_names_themselves(client, published):
    assert published.guest_name
    assert published.guest_name in client.get(published.get_absolute_url()).content.decode()


@pytest.mark.parametrize("same_form", [True, False])
def test_a_form_that_is_sent_twice_is_one_issue_and_one_mail(client, same_form):
    one = str(uuid.uuid4())
    for submission in (one, one if same_form else str(uuid.uuid4())):
        assert send(client, submission=submission).status_code == 302

    assert AnonymousIssue.objects.count() == len(mails()) == 1


def test_the_answer_is_the_same_for_an_address_with_an_account(client, alice):
    known = send(client, email=alice.email)
    unknown = send(client, email="nobody@example.org")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert AnonymousIssue.objects.count() == len(mails("confirm")) == 2


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"title": ""}, "title", "required"),
        ({"body": ""}, "body", "required"),
        ({"email": ""}, "email", "required"),
        ({"email": "no address"}, "email", "invalid"),
        ({"body": "Han hedder 010203-1234"}, "body", "personal_data"),
        ({"title": "Mit nummer 010203-1234"}, "title", "personal_data"),
        ({"name": "010203-1234"}, "name", "personal_data"),
        ({"place": "010203-1234"}, "place", "personal_data"),
        ({"area": "987654321"}, "area", "invalid_choice"),
        ({"theme": "nonsense"}, "theme", "invalid_choice"),
        ({"body": "Ring til Kim på 20 30 40 50."}, "allowed", "not_allowed"),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_lost(client, sent, field, code):
    response = send(client, **sent)

    assert response.status_code == 200
    assert error_codes(response.context["form"], field) == [code]
    assert not AnonymousIssue.objects.exists()
    assert not mails()
    if "place" not in sent:
        assert ISSUE["place"] in response.content.decode()


def test_one_address_is_not_flooded(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "issue_address": "1/h/key"}
    send(client)

    response = send(client, title="Et andet hul")

    assert "email" in response.context["form"].errors
    assert AnonymousIssue.objects.count() == 1


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_form_is_found(client, language):
    forum = reverse("forum:threads")
    assert form_url() in client.get(forum).content.decode()
    sign_in = client.get(reverse("forum:start"), follow=True)
    assert form_url() in sign_in.content.decode()
    assert form_url() not in client.get(reverse("account_login")).content.decode()


def test_members_are_led_to_their_own_form(as_alice, alice):
    start = f"{reverse('forum:start')}?kind=issue"
    assert as_alice.get(form_url())["Location"] == start
    assert form_url() not in as_alice.get(reverse("forum:threads")).content.decode()

    response = send(as_alice)

    assert not AnonymousIssue.objects.exists()
    draft = Draft.objects.get(writer=alice)
    assert response["Location"] == draft.form_url
    form = as_alice.get(draft.form_url).context["form"]
    assert (form["kind"].value(), form["title"].value()) == ("issue", ISSUE["title"])


@pytest.mark.parametrize("made", ["expired", "garbled", "deleted", "other"])
def test_a_link_that_does_not_work(client, sent, settings, made):
    confirm = link(mails("confirm")[0], "confirm")
    if made == "expired":
        settings.UNCONFIRMED_SIGNUP_HOURS = -1
    elif made == "garbled":
        confirm = f"{confirm[:-3]}xx/"
    elif made == "deleted":
        sent.delete()
    else:
        confirm = confirm.replace("/confirm/", "/stop/")

    assert client.get(confirm).status_code == 404
    assert client.post(confirm).status_code == 404
    assert not AnonymousIssue.objects.confirmed().exists()


def test_a_link_works_once(client, moderator, waiting):
    confirmed_at = waiting.confirmed_at
    confirm = link(mails("confirm")[0], "confirm")

    assert client.post(confirm).status_code == 302

    waiting.refresh_from_db()
    assert waiting.confirmed_at == confirmed_at
    assert Activity.objects.filter(kind="forum.anonymous_issue").count() == 1


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, as_moderator, waiting, method):
    for url in (form_url(), link(mails("confirm")[0], "confirm")):
        assert getattr(client, method)(url).status_code == 405
    assert getattr(as_moderator, method)(page(waiting, "_approve")).status_code == 405
    assert as_moderator.get(page(waiting, "_approve")).status_code == 405
    assert as_moderator.post(page(waiting)).status_code == 405


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_nobody_reads_it_before_a_moderator_does(client, as_alice, sent, is_confirmed):
    if is_confirmed:
        client.post(link(mails("confirm")[0], "confirm"))
    paths = [
        reverse("forum:threads"),
        f"{reverse('forum:threads')}?kind=issue",
        reverse("forum:feed"),
        f"{reverse('home:search')}?q={SECRET}",
        "/open311/v2/requests.json",
        "/en/",
    ]
    for reader in (client, as_alice):
        for path in paths:
            response = reader.get(path)
            assert response.status_code == 200
            html = (
                response.content.decode()
                .replace(f'value="{SECRET}"', "")
                .replace(f"“{SECRET}”", "")
            )
            assert f"Hul i {SECRET}" not in html, path
    assert not Thread.objects.exists()
    assert not Post.objects.exists()
