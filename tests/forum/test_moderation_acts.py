"""What moderators can do with a thread, a post and a person, and how each act is taken back."""

import datetime
from itertools import permutations

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import ModerationAction, PostVersion, Thread
from forum.models.help_states import HELP_KINDS
from forum.moderation import appeals, person_acts, post_acts, thread_acts
from forum.moderation.actions import hide_post
from forum.moderation.conflicts import OwnCase
from forum.moderation.person_acts import NotPossible
from forum.moderation.undo import undo
from forum.threads import posting
from notifications.models import OutboxMessage
from residents.models import Suspension
from residents.suspensions import suspension_of
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db
WHY = {"rule": "unkind", "reason": "Hold den gode tone."}


def address(post, act: str) -> str:
    return reverse("forum:act", args=[post.pk, act])


def next_week() -> str:
    return (timezone.localdate() + datetime.timedelta(days=7)).isoformat()


def last_action() -> ModerationAction:
    found = ModerationAction.objects.order_by("-pk").first()
    assert found is not None
    return found


@pytest.fixture
def given(thread, reply, theme):
    """What each form needs besides the rule and the reason."""
    return {
        "redact": {"body": "Jeg har salt."},
        "suspend": {"until": next_week()},
        "move": {"theme": theme.pk, "area": "", "kind": "help_wanted"},
    }


@pytest.mark.parametrize("act", ["redact", "lock", "pin", "move", "warn", "suspend", "ban"])
def test_a_moderator_acts_and_takes_it_back(as_moderator, moderator, reply, given, act):
    page = as_moderator.get(address(reply, act))
    assert page.status_code == 200

    response = as_moderator.post(address(reply, act), {**WHY, **given.get(act, {})})
    # A second click changes nothing.
    again = as_moderator.post(address(reply, act), {**WHY, **given.get(act, {})})

    assert response.status_code == 302
    assert again.status_code in {200, 302}
    action = ModerationAction.objects.get()
    assert (action.kind, action.moderator, action.role) == (act, moderator, "moderator")
    told = OutboxMessage.objects.count()
    assert told == (act != "pin")

    undo_url = reverse("forum:take_back", args=[action.pk])
    assert undo_url in as_moderator.get(action.get_absolute_url()).content.decode()
    for _click in range(2):
        as_moderator.post(undo_url, {"reason": "Det var en fejl."})

    undoing = last_action()
    assert (undoing.undoes, ModerationAction.objects.count()) == (action, 2)
    assert OutboxMessage.objects.count() == 2 * told


@pytest.mark.parametrize("act", ["redact", "lock", "pin", "move", "warn", "suspend", "ban"])
@pytest.mark.parametrize(
    ("who", "status"), [("client", 302), ("as_alice", 403), ("as_bob", 403), ("as_editor", 403)]
)
def test_others_cannot_act(request, reply, given, act, who, status):
    client = request.getfixturevalue(who)

    assert client.get(address(reply, act)).status_code == status
    assert client.post(address(reply, act), {**WHY, **given.get(act, {})}).status_code == status
    assert client.get(reverse("forum:acts", args=[reply.pk])).status_code == status
    assert not ModerationAction.objects.exists()


@pytest.mark.parametrize("act", ["lock", "warn", "suspend"])
def test_an_act_needs_a_rule_and_a_reason(as_moderator, reply, given, act):
    response = as_moderator.post(address(reply, act), given.get(act, {}))

    assert error_codes(response.context["form"], "rule") == ["required"]
    assert error_codes(response.context["form"], "reason") == ["required"]
    assert not ModerationAction.objects.exists()


def test_an_unknown_act_is_not_found(as_moderator, reply):
    assert as_moderator.get(address(reply, "praise")).status_code == 404


# --- Threads -----------------------------------------------------------------------------------


def test_nobody_replies_in_a_locked_thread(client, as_bob, bob, thread, moderator):
    thread_acts.lock(thread=thread, moderator=moderator, **WHY)

    response = as_bob.post(reverse("forum:reply", args=[thread.pk]), {"body": "Jo!"})

    assert response.status_code == 403
    with pytest.raises(posting.ThreadLocked):
        posting.reply(thread=thread, author=bob, body="Jo!")
    assert thread.posts.count() == 1
    assert as_bob.get(thread.get_absolute_url()).context["reply_form"] is None
    assert client.get(thread.get_absolute_url()).status_code == 200
    thread_acts.unlock(thread=thread, moderator=moderator, reason="Nu går det.")
    assert posting.reply(thread=thread, author=bob, body="Jo!").number == 2


def test_a_moved_thread_is_listed_at_its_new_place(client, thread, moderator, area):
    new = factories.make_theme("loneliness")
    place = {"theme": new, "area": area, "kind": "issue"}

    assert thread_acts.move(thread=thread, moderator=moderator, **place, **WHY)
    assert not thread_acts.move(thread=thread, moderator=moderator, **place, **WHY)

    page = client.get(reverse("forum:threads"), {"theme": new.slug})
    assert [each.pk for each in page.context["threads"]] == [thread.pk]
    undo(action=last_action(), moderator=moderator, reason="Fejl.")
    thread.refresh_from_db()
    assert (thread.theme_id == new.pk, thread.area, thread.kind) == (False, None, "discussion")


@pytest.mark.parametrize(("first", "kind"), list(permutations(Thread.Kind.values, 2)))
def test_a_thread_that_becomes_another_kind_has_what_that_kind_has(
    client, alice, moderator, first, kind
):
    thread = factories.make_thread(alice, None, kind=first)
    before = (thread.kind, thread.status, thread.help_state)
    place = {"theme": None, "area": None, "kind": kind}

    assert thread_acts.move(thread=thread, moderator=moderator, **place, **WHY)

    assert bool(thread.status) == (kind == "issue")
    assert bool(thread.help_state) == (kind in HELP_KINDS)
    assert client.get(thread.get_absolute_url()).status_code == 200
    undo(action=last_action(), moderator=moderator, reason="Fejl.")
    thread.refresh_from_db()
    assert (thread.kind, thread.status, thread.help_state) == before


def test_a_thread_is_not_moved_to_where_it_is(as_moderator, thread):
    first = thread.posts.get(number=1)
    here = {"theme": thread.theme_id, "area": "", "kind": thread.kind}

    response = as_moderator.post(address(first, "move"), {**WHY, **here})

    assert error_codes(response.context["form"], "__all__") == ["same"]


# --- Posts -------------------------------------------------------------------------------------


def test_removed_data_are_for_moderators_only(client, as_moderator, reply, moderator):
    body = reply.body
    post_acts.redact(post=reply, body="Jeg har salt.", moderator=moderator, **WHY)

    html = client.get(reply.page_url).content.decode()
    assert "garagen" not in html
    assert "edited by a moderator" in html
    assert reverse("forum:history", args=[reply.pk]) not in html
    history = as_moderator.get(reverse("forum:history", args=[reply.pk]))
    assert "garagen" in history.content.decode()
    # It is deleted in time, as the texts of people who have left.
    assert PostVersion.objects.get().erased_at is not None

    undo(action=last_action(), moderator=moderator, reason="Fejl.")
    reply.refresh_from_db()
    assert (reply.body, reply.is_redacted, PostVersion.objects.count()) == (body, False, 0)


def test_what_the_author_wrote_since_stays(reply, moderator):
    post_acts.redact(post=reply, body="Jeg har salt.", moderator=moderator, **WHY)
    posting.edit_post(post=reply, body="Jeg har sand.")

    undo(action=last_action(), moderator=moderator, reason="Fejl.")

    reply.refresh_from_db()
    assert reply.body == "Jeg har sand."


# --- People ------------------------------------------------------------------------------------


@pytest.fixture
def suspended(reply, moderator, bob):
    """Bob, who cannot write for a week."""
    until = timezone.now() + datetime.timedelta(days=7)
    assert person_acts.suspend(post=reply, moderator=moderator, until=until, **WHY)
    return bob


def test_a_suspended_person_reads_and_keeps_their_rights(as_bob, thread, suspended):
    for path in (
        thread.get_absolute_url(),
        reverse("forum:threads"),
        reverse("residents:my_data"),
        last_action().get_absolute_url(),
    ):
        assert as_bob.get(path).status_code == 200
    assert as_bob.get(thread.get_absolute_url()).context["reply_form"] is None
    # It asks for the password first, as it asks everybody.
    assert as_bob.get(reverse("residents:erase")).status_code == 302


@pytest.mark.parametrize("name", ["reply", "start", "edit", "report", "tags"])
def test_a_suspended_person_writes_nothing(as_bob, thread, reply, suspended, name):
    of = {"reply": [thread.pk], "tags": [thread.pk], "edit": [reply.pk]}
    first = thread.posts.get(number=1)
    path = reverse(f"forum:{name}", args=of.get(name, [first.pk] if name == "report" else []))
    posts = thread.posts.count()

    response = as_bob.post(path, {"body": "Min tekst", "text": "Min tekst", "rule": "unkind"})

    html = response.content.decode()
    assert (response.status_code, thread.posts.count()) == (403, posts)
    assert "Min tekst" in html
    assert last_action().get_absolute_url() in html
    assert as_bob.get(path).status_code == 403
    assert not thread.posts.filter(reports__isnull=False).exists()


def test_a_suspension_ends_by_itself(thread, suspended):
    with pytest.raises(posting.AuthorSuspended):
        posting.reply(thread=thread, author=suspended, body="Hej")

    Suspension.objects.update(until=timezone.now() - datetime.timedelta(seconds=1))

    assert suspension_of(suspended.pk) is None
    assert posting.reply(thread=thread, author=suspended, body="Hej")


def test_a_longer_decision_replaces_a_shorter_one_until_it_is_taken_back(
    reply, moderator, other_moderator, suspended
):
    week = Suspension.objects.get().until
    sooner = timezone.now() + datetime.timedelta(days=1)
    act = {"post": reply, "moderator": other_moderator, **WHY}

    assert not person_acts.suspend(until=sooner, **act)
    assert person_acts.suspend(until=None, **act)
    assert not person_acts.suspend(until=None, **act)
    assert Suspension.objects.get().until is None

    undo(action=last_action(), moderator=other_moderator, reason="For hårdt.")
    assert Suspension.objects.get().until == week


def test_moderators_are_not_suspended_by_moderators(thread, moderator, other_moderator):
    of_other = posting.reply(thread=thread, author=other_moderator, body="Et svar")

    with pytest.raises(NotPossible):
        person_acts.suspend(post=of_other, moderator=moderator, until=None, **WHY)
    with pytest.raises(OwnCase):
        person_acts.warn(post=of_other, moderator=other_moderator, **WHY)
    assert not Suspension.objects.exists()


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "past"), (400, "too_late"), ("soon", "invalid"), ("", "required")]
)
def test_the_last_day_must_be_a_day_to_come(as_moderator, reply, days, code):
    day = days
    if isinstance(days, int):
        day = (timezone.localdate() + datetime.timedelta(days=days)).isoformat()

    response = as_moderator.post(address(reply, "suspend"), {**WHY, "until": day})

    assert error_codes(response.context["form"], "until") == [code]
    assert not Suspension.objects.exists()


def test_the_public_log_has_neither_names_nor_content(client, bob, reply, moderator):
    hide_post(post=reply, moderator=moderator, rule="privacy", reason="Zapfendorf ved navn")
    person_acts.warn(post=reply, moderator=moderator, rule="unkind", reason="Zapfendorf igen")
    appeals.appeal(action=last_action(), author=bob, text="Zapfendorf lyver")

    response = client.get(reverse("forum:moderation_log"))

    html = response.content.decode()
    assert [entry.kind for entry in response.context["entries"]] == ["Warned", "Hidden"]
    for secret in ("Zapfendorf", "garagen", reply.thread.title, "Bob", "Mona", "Jensen"):
        assert secret not in html
    assert "sessionid" not in response.cookies
    assert [sum(numbers) for _label, numbers in response.context["figures"]["rows"]] == [1, 1, 1]


def test_the_public_log_has_pages(client, reply, moderator, monkeypatch):
    monkeypatch.setattr("forum.moderation.public_log.PAGE_SIZE", 2)
    for act in (thread_acts.pin, thread_acts.unpin, thread_acts.pin):
        act(thread=reply.thread, moderator=moderator, reason="Godt at vide.")

    first = client.get(reverse("forum:moderation_log"))
    second = client.get(first.context["next_url"])

    assert [len(each.context["entries"]) for each in (first, second)] == [2, 1]
    assert not second.context["next_url"]
    assert client.get(reverse("forum:moderation_log"), {"after": "x"}).status_code == 200


# --- Pinned threads ----------------------------------------------------------------------------


def test_a_pinned_thread_stands_above_the_first_page_only(client, alice, theme, thread, moderator):
    for number in range(25):
        factories.make_thread(alice, theme, title=f"Samtale {number}")
    other = factories.make_theme("loneliness")
    thread_acts.pin(thread=thread, moderator=moderator, reason="Godt at vide.")

    first = client.get(reverse("forum:threads"))
    second = client.get(first.context["older_url"])
    elsewhere = client.get(reverse("forum:threads"), {"theme": other.slug})

    shown = [each.pk for page in (first, second) for each in page.context["threads"]]
    assert shown[0] == thread.pk
    assert len(shown) == len(set(shown)) == 26
    assert not elsewhere.context["threads"]
