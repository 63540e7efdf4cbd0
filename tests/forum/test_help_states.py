"""The states of threads about help: fulfilled, closed, expired, open again, and their list."""

import datetime
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation

from core.models import Theme
from forum.help import conversations, requests
from forum.models import HeldPost, HelpRequest, HelpState, Thread, ThreadTag
from forum.moderation import held_posts
from notifications.models import Activity, OutboxMessage
from notifications.notices import activities, notice_emails
from residents.models import User
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db


def day(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def make(author: User, theme: Theme, title: str = "Hvem har en stige?", **fields: Any) -> Thread:
    return factories.make_thread(author, theme, title, **{"kind": "help_wanted", **fields})


def set_until(thread: Thread, until: datetime.date) -> None:
    HelpRequest.objects.filter(pk=thread.pk).update(until=until, is_reminded=False)


def page(thread: Thread, name: str = "help") -> str:
    return reverse(f"forum:{name}", args=[thread.pk])


def state_of(thread: Thread) -> tuple[str, str, bool]:
    """The state of the request, and its two copies."""
    request = HelpRequest.objects.get(pk=thread.pk)
    thread.refresh_from_db()
    return request.state, thread.help_state, thread.is_settled


@pytest.fixture
def wanted(alice, theme) -> Thread:
    """Alice asks for help."""
    return make(alice, theme, tags=["stige"])


@pytest.fixture
def talk(wanted, bob):
    """Bob has written to her."""
    return conversations.open_conversation(thread=wanted, helper=bob, body="Jeg har en.")


# --- Its beginning -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["help_wanted", "help_offered", "give_away"])
def test_a_thread_about_help_is_open_for_thirty_days(alice, theme, kind):
    thread = make(alice, theme, kind=kind)

    assert state_of(thread) == ("open", "open", False)
    assert thread.help_request.until == day(30)


@pytest.mark.parametrize("kind", ["discussion", "issue", "meetup"])
def test_other_threads_have_no_state(client, alice, theme, kind):
    thread = make(alice, theme, kind=kind)

    assert thread.help_state == ""
    assert not HelpRequest.objects.exists()
    assert client.get(thread.get_absolute_url()).context["help"] is None


def start(client, theme: Theme, **changes: object):
    data = {"kind": "give_away", "theme": theme.pk, "title": "Sofa", "body": "Grå, tre pladser."}
    return client.post(reverse("forum:start"), {**data, **changes})


def test_the_writer_chooses_the_last_day(as_alice, theme):
    assert start(as_alice, theme, until=day(7).isoformat()).status_code == 302

    assert HelpRequest.objects.get().until == day(7)


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "past"), (91, "too_late"), (None, "invalid")], ids=str
)
def test_another_last_day_is_refused_beside_the_field(as_alice, theme, days, code):
    typed = "when it is gone" if days is None else day(days).isoformat()

    response = start(as_alice, theme, until=typed)

    assert error_codes(response.context["form"], "until") == [code]
    assert response.context["form"]["until"].value() == typed
    assert not Thread.objects.exists()


def test_the_last_day_of_other_threads_is_ignored(as_alice, theme):
    assert start(as_alice, theme, kind="discussion", until="2001-01-01").status_code == 302
    assert not HelpRequest.objects.exists()


def test_a_held_thread_keeps_its_last_day(as_alice, moderator, theme):
    Theme.objects.filter(pk=theme.pk).update(is_about_crime=True)
    body = "En mand i sort jakke, ca. 180 cm høj, stjal min cykel i går."
    start(as_alice, theme, body=body, until=day(9).isoformat())
    held = HeldPost.objects.get()
    assert held.until == day(9)

    held_posts.approve(held=held, moderator=moderator)

    assert HelpRequest.objects.get().until == day(9)


# --- What its writer does ----------------------------------------------------------------------


def test_the_writer_marks_it_as_fulfilled_and_thanks(as_alice, wanted):
    response = as_alice.post(page(wanted), {"thanks": "Tusind tak for stigen."})

    assert response["Location"] == wanted.get_absolute_url()
    assert state_of(wanted) == ("fulfilled", "fulfilled", True)
    assert ThreadTag.objects.get().is_settled
    assert "Tusind tak" in as_alice.get(wanted.get_absolute_url()).content.decode()


def test_the_helper_is_named_once_they_agree(as_alice, as_bob, bob, wanted, talk):
    as_alice.post(page(wanted), {"thanks": "", "helper": bob.pk})
    request = HelpRequest.objects.get()
    assert (request.helper, request.named_helper) == (bob, None)
    name_page = reverse("forum:conversation_name", args=[talk.pk])

    as_bob.post(name_page, {"agrees": "1"})
    assert HelpRequest.objects.get().named_helper == bob

    as_bob.post(name_page)
    assert HelpRequest.objects.get().named_helper is None
    assert as_alice.post(name_page, {"agrees": "1"}).status_code == 403
    assert Activity.objects.filter(kind="forum.help_thanks").count() == 1


def test_the_helper_is_thanked_by_mail(as_alice, bob, wanted, talk):
    as_alice.post(page(wanted), {"thanks": "Tusind tak.", "helper": bob.pk})
    activities.spread_due()
    notice_emails.mail_due()

    mails = OutboxMessage.objects.filter(to=bob.email)
    assert [("Tusind tak." in mail.text, "alice@" in mail.text) for mail in mails] == [
        (True, False)
    ]


def test_somebody_who_did_not_write_cannot_be_thanked(as_alice, wanted, talk, moderator):
    response = as_alice.post(page(wanted), {"thanks": "", "helper": moderator.pk})

    assert error_codes(response.context["form"], "helper") == ["invalid_choice"]
    with pytest.raises(requests.NotAHelper):
        requests.fulfil(thread=wanted, helper=moderator)
    assert state_of(wanted) == ("open", "open", False)


@pytest.mark.parametrize("text", ["Tak til 010203-1234", "x" * 301])
def test_a_thank_you_with_a_fault_is_shown_again(as_alice, wanted, text):
    response = as_alice.post(page(wanted), {"thanks": text})

    assert response.context["form"].has_error("thanks")
    assert state_of(wanted)[0] == "open"


def test_a_second_click_changes_nothing(as_alice, wanted):
    for text in ("Første", "Anden"):
        assert as_alice.post(page(wanted), {"thanks": text}).status_code == 302

    assert HelpRequest.objects.get().thanks == "Første"


def test_it_is_closed_opened_again_and_extended(as_alice, wanted):
    change = page(wanted, "help_change")
    for _time in range(2):
        as_alice.post(change, {"verb": "close"})
        assert state_of(wanted) == ("closed", "closed", True)
    for _time in range(2):
        as_alice.post(change, {"verb": "reopen"})
        assert state_of(wanted) == ("open", "open", False)

    as_alice.post(change, {"verb": "extend", "until": day(60).isoformat()})
    assert HelpRequest.objects.get().until == day(60)


def test_opening_it_again_takes_the_thanks_back(bob, wanted, talk):
    assert requests.fulfil(thread=wanted, helper=bob, thanks="Tak")
    assert requests.reopen(thread=wanted)
    assert not requests.reopen(thread=wanted)

    request = HelpRequest.objects.get()
    assert (request.helper, request.thanks, request.settled_at) == (None, "", None)


@pytest.mark.parametrize("until", ["", "x", "2001-01-01"])
def test_a_wrong_date_is_shown_again(as_alice, wanted, until):
    response = as_alice.post(page(wanted, "help_change"), {"verb": "extend", "until": until})

    assert response.context["extend_form"].has_error("until")
    assert HelpRequest.objects.get().until == day(30)


def test_an_unknown_verb_changes_nothing(as_alice, wanted):
    as_alice.post(page(wanted, "help_change"), {"verb": "delete"})

    assert state_of(wanted) == ("open", "open", False)


@pytest.mark.parametrize("who", ["as_bob", "as_moderator"])
@pytest.mark.parametrize("name", ["help", "help_change"])
def test_others_cannot_change_it(request, who, name, wanted):
    client = request.getfixturevalue(who)

    assert client.post(page(wanted, name), {"verb": "close", "thanks": ""}).status_code == 403
    assert state_of(wanted)[0] == "open"


def test_anonymous_readers_sign_in_first(client, wanted):
    for name in ("help", "help_change"):
        assert client.post(page(wanted, name)).status_code == 302
    assert state_of(wanted)[0] == "open"


def test_other_threads_and_methods_are_refused(as_alice, alice, theme, wanted):
    other = factories.make_thread(alice, theme)

    assert as_alice.get(page(other)).status_code == 404
    assert as_alice.get(reverse("forum:help", args=[987654321])).status_code == 404
    assert as_alice.get(page(wanted, "help_change")).status_code == 405


# --- Its end -----------------------------------------------------------------------------------


def mails_of(user: User) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(to=user.email))


def test_it_expires_after_its_last_day(alice, wanted):
    set_until(wanted, day(0))
    assert requests.expire_due() == 0

    set_until(wanted, day(-1))
    assert (requests.expire_due(), requests.expire_due()) == (1, 0)
    assert state_of(wanted) == ("expired", "expired", True)
    activities.spread_due()
    notice_emails.mail_due()
    (mail,) = mails_of(alice)
    with translation.override(alice.language):
        assert page(wanted) in mail.text


def test_the_writer_is_reminded_once_some_days_before(alice, wanted):
    set_until(wanted, day(4))
    assert requests.remind_due() == 0

    set_until(wanted, day(3))
    for _time in range(2):
        call_command("tick")
    assert len(mails_of(alice)) == 1

    requests.extend(thread=wanted, until=day(30))
    set_until(wanted, day(2))
    call_command("tick")
    assert len(mails_of(alice)) == 2


def test_what_is_settled_or_short_is_not_reminded_of(alice, theme, wanted):
    requests.close(thread=wanted)
    set_until(wanted, day(1))
    make(alice, theme, until=day(2))

    assert requests.remind_due() == 0


def test_a_reminder_that_waits_is_taken_back_with_the_state(alice, wanted):
    set_until(wanted, day(1))
    requests.remind_due()
    activities.spread_due()
    requests.fulfil(thread=wanted)
    notice_emails.mail_due()

    assert mails_of(alice) == []


# --- The list ----------------------------------------------------------------------------------


def listed(client, query: str) -> list[str]:
    response = client.get(reverse("forum:threads") + query)
    return [thread.title for thread in response.context["threads"]]


@pytest.mark.parametrize("tag", ["", "&tag=stige"])
def test_open_ones_come_first_and_can_be_filtered(client, alice, theme, tag):
    for title in ("A", "B", "C"):
        make(alice, theme, title, tags=["stige"])
    make(alice, theme, "Andet", kind="discussion", tags=["stige"])
    requests.fulfil(thread=Thread.objects.get(title="C"))

    assert listed(client, f"?kind=help_wanted{tag}") == ["B", "A", "C"]
    assert listed(client, f"?kind=help_wanted&state=open{tag}") == ["B", "A"]
    assert listed(client, f"?kind=help_wanted&state=settled{tag}") == ["C"]
    assert listed(client, f"?kind=discussion{tag}") == ["Andet"]
    response = client.get(f"{reverse('forum:threads')}?kind=discussion&state=open{tag}")
    assert not response.context["is_known"]


@pytest.mark.parametrize("settled", [0, 1, 20, 21, 43])
def test_each_thread_is_on_one_page_in_order(client, alice, theme, settled):
    now = timezone.now()
    Thread.objects.bulk_create(
        Thread(
            kind="help_wanted",
            title=str(number),
            theme=theme,
            author=alice,
            language="da",
            help_state=HelpState.CLOSED if number < settled else HelpState.OPEN,
            is_settled=number < settled,
            last_activity_at=now - datetime.timedelta(minutes=number % 7),
        )
        for number in range(43)
    )
    url, seen = f"{reverse('forum:threads')}?kind=help_wanted", []
    while url:
        response = client.get(url)
        seen += response.context["threads"]
        url = response.context["older_url"]

    order = [(each.is_settled, -each.last_activity_at.timestamp(), -each.pk) for each in seen]
    assert len(seen) == 43
    assert order == sorted(order)


@pytest.mark.parametrize("cursor", ["s", "sx", "s1-", "ss1-1", "x1-1"])
def test_an_invalid_cursor_shows_the_first_page(client, wanted, cursor):
    response = client.get(f"{reverse('forum:threads')}?kind=help_wanted&after={cursor}")

    assert response.status_code == 200
    assert response.context["threads"] == [wanted]


def test_the_row_and_the_page_name_the_state(client, wanted):
    for url in (reverse("forum:threads"), wanted.get_absolute_url()):
        assert wanted.help_label in client.get(url).content.decode()
    before = wanted.help_label
    requests.fulfil(thread=wanted)
    wanted.refresh_from_db()
    for url in (reverse("forum:threads"), wanted.get_absolute_url()):
        html = client.get(url).content.decode()
        assert wanted.help_label in html
        assert before not in html


def test_the_page_for_anonymous_readers_has_a_button_and_no_form(client, wanted):
    response = client.get(wanted.get_absolute_url())

    html = response.content.decode()
    assert page(wanted, "contact") in html
    assert page(wanted) + '"' not in html
    assert not response.cookies
    assert not re.search(r"<form[^>]*method=.post", html)


# --- The rows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "closed"},
        {"settled_at": Now()},
        {"thanks": "Tak"},
    ],
)
def test_the_database_refuses(wanted, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.filter(pk=wanted.pk).update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.create(thread=wanted, until=day(1))
