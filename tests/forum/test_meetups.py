"""From a poll to a meetup: its event, its page, who organises it, and what happens to it."""

import datetime
import json

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Event, EventText, Occurrence, SignUp
from forum.meetups import changing
from forum.meetups.from_poll import choose_date
from forum.models import Meetup, Poll, PollDate
from forum.moderation.actions import hide_post, restore_post
from forum.polls import proposing, voting
from forum.polls.locking import PollClosed
from notifications.models import OutboxMessage
from residents.personal_data import erasure
from residents.personal_data.registry import Posts
from tests import factories
from tests.forum.test_polls import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(thread, alice) -> Poll:
    return factories.make_poll(thread, alice, allows_email=True)


@pytest.fixture
def date(poll) -> PollDate:
    return poll.dates.all()[0]


@pytest.fixture
def meetup(thread, alice, bob) -> Meetup:
    """Alice's meetup for two people."""
    return factories.make_meetup(thread, alice, capacity=2)


def page(meetup: Meetup, name: str = "meetup") -> str:
    return reverse(f"forum:{name}", args=[meetup.pk])


def vote(poll, user, answer: str, date) -> None:
    voting.vote(poll=poll, user=user, answers={date.pk: answer}, version=1, language="en")


def occurrence(meetup: Meetup) -> Occurrence:
    return Occurrence.objects.select_related("event").get(event=meetup.event_id)


def sign_up(meetup: Meetup, user) -> SignUp:
    return factories.sign_up(
        occurrence(meetup), name=user.public_name, email=user.email, user=user, language="en"
    )


def mails(beginning: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(key__startswith=beginning).order_by("pk"))


def test_the_organiser_chooses_a_date_which_makes_an_event(as_alice, alice, poll, date):
    url = reverse("forum:poll_choose", args=[poll.pk])
    assert as_alice.get(url).status_code == 200
    sent = {"date": date.pk, "place": "Ved søen", "capacity": 8}
    for _time in range(2):
        response = as_alice.post(url, sent)
        assert response["Location"] == page(Meetup.objects.get())

    meetup = Meetup.objects.get()
    event = Event.objects.get()
    [text] = EventText.objects.all()
    assert (event.title, event.venue, event.by_neighbours) == (poll.title, "Ved søen", True)
    assert (meetup.event, meetup.thread, meetup.organiser) == (event, poll.thread, alice)
    assert (text.title, text.language, text.has_page) == (poll.title, "da", False)
    with translation.override("da"):
        assert text.url == page(meetup)
    only = occurrence(meetup)
    assert (only.starts_at, only.ends_at, only.capacity) == (date.starts_at, date.ends_at, 8)
    poll.refresh_from_db()
    assert poll.state == Poll.State.CHOSEN
    assert as_alice.get(reverse("forum:poll", args=[poll.pk])).status_code == 200


def test_only_the_organiser_chooses(as_bob, as_moderator, client, poll, date):
    url = reverse("forum:poll_choose", args=[poll.pk])
    for browser in (as_bob, as_moderator):
        assert browser.get(url).status_code == 403
        assert browser.post(url, {"date": date.pk}).status_code == 403
    assert "login" in client.post(url, {"date": date.pk})["Location"]
    assert not Meetup.objects.exists()


def test_a_date_that_is_gone_cannot_be_chosen(as_alice, alice, poll, date):
    url = reverse("forum:poll_choose", args=[poll.pk])
    for wrong in ("", "987654321", "x"):
        assert "date" in as_alice.post(url, {"date": wrong}).context["form"].errors
    PollDate.objects.filter(pk=date.pk).update(
        starts_at=factories.in_days(-1), ends_at=timezone.now()
    )
    assert "date" in as_alice.post(url, {"date": date.pk}).context["form"].errors
    proposing.close(poll=poll)
    with pytest.raises(PollClosed):
        choose_date(poll=poll, date=poll.dates.all()[1], place="")
    assert not Event.objects.exists()


def test_a_date_can_be_chosen_after_the_deadline(poll, date):
    Poll.objects.update(closes_at=timezone.now())
    assert choose_date(poll=poll, date=date, place="")[1]


def test_its_page_is_public_and_cacheable(client, meetup):
    response = client.get(page(meetup))
    html = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in html
    assert '<meta name="description"' in html
    for path in (
        reverse("events:sign_up", args=[occurrence(meetup).pk]),
        reverse("events:ics", args=[occurrence(meetup).pk]),
        meetup.thread.url,
    ):
        assert path in html
        assert client.get(path).status_code == 200
    [data] = json.loads(response.context["structured_data"])["@graph"]
    assert (data["name"], data["maximumAttendeeCapacity"]) == (meetup.event.title, 2)
    assert page(meetup) in client.get(meetup.thread.url).content.decode()


def test_it_stands_in_the_calendar_the_feeds_the_search_and_the_sitemap(client, meetup):
    with translation.override("da"):
        url = page(meetup)
        feeds = [reverse(f"events:calendar_{name}") for name in ("ics", "json", "atom")]
    badge = "Arrangeret af naboer"
    starts = timezone.localtime(occurrence(meetup).starts_at)
    for path, words in (
        *(("/da/kalender/", badge), ("/en/calendar/", "Arranged by neighbours")),
        (f"/da/kalender/?view=month&month={starts:%Y-%m}", badge),
        (f"/da/kalender/?view=week&week={starts:%G-W%V}", badge),
        ("/sitemap.xml", ""),
    ):
        html = client.get(path).content.decode()
        assert url in html
        assert words in html
    ics, json_feed, atom = [client.get(feed).content for feed in feeds]
    [entry] = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    assert badge in entry["CATEGORIES"].to_ical().decode()
    [item] = json.loads(json_feed)["items"]
    assert (item["_event"]["by_neighbours"], badge in item["tags"]) == (True, True)
    assert badge in atom.decode()
    hits = client.get("/da/soeg/", {"q": "Grill"}).context["results"].hits
    assert [(hit.url, hit.kind) for hit in hits] == [(url, badge)]


def test_hiding_the_thread_hides_the_meetup_everywhere(
    client, as_alice, moderator, meetup, thread, bob
):
    sign_up(meetup, bob)
    only = occurrence(meetup)
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")
    with translation.override("da"):
        url = page(meetup)
        feeds = [reverse(f"events:calendar_{name}") for name in ("ics", "json", "atom")]
    for path in ("/da/kalender/", "/en/calendar/", "/sitemap.xml", *feeds):
        html = client.get(path).content.decode()
        assert url not in html
        assert meetup.event.title not in html
    assert client.get("/da/soeg/", {"q": "Grill"}).context["results"].hits == []
    for path in (page(meetup), reverse("events:sign_up", args=[only.pk])):
        assert client.get(path).status_code == 404
    assert as_alice.get(page(meetup)).status_code == 200
    attendees = reverse("events:attendees", args=[only.pk])
    assert as_alice.get(attendees).status_code == 404
    with pytest.raises(changing.MeetupHidden):
        changing.cancel(meetup=meetup, reason="x")

    other = factories.make_user("other@example.org", "Mette", groups=("Moderators",))
    restore_post(post=thread.posts.get(), moderator=other, reason="Ok")

    assert client.get(page(meetup)).status_code == 200
    assert url in client.get("/da/kalender/").content.decode()
    assert client.get("/da/soeg/", {"q": "Grill"}).context["results"].hits
    assert SignUp.objects.get().is_active


def test_organiser_and_co_organiser_see_who_comes_and_check_them_in(
    as_alice, as_bob, as_moderator, client, bob, meetup
):
    signup = sign_up(meetup, factories.make_user("cy@example.org", "Cy"))
    pk = occurrence(meetup).pk
    attendees = reverse("events:attendees", args=[pk])
    assert as_alice.get(attendees).status_code == 200
    assert as_bob.get(attendees).status_code == 403
    assert as_moderator.get(attendees).status_code == 403
    changing.change(meetup=meetup, plan=changing.current_plan(meetup), co_organiser=bob)
    assert as_bob.get(attendees).status_code == 200
    assert attendees in as_bob.get(page(meetup)).content.decode()
    tap = reverse("events:tap", args=[pk, signup.pk])
    assert as_bob.post(tap, {"arrived": 1}).status_code in {200, 302}
    assert client.get(attendees).status_code == 302


def change_form(meetup: Meetup, **more: object) -> dict[str, object]:
    start = timezone.localtime(occurrence(meetup).starts_at)
    return {
        "title": meetup.event.title,
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends": f"{start + datetime.timedelta(hours=2):%H:%M}",
        "place": meetup.event.venue,
        "capacity": 2,
        "co_organiser": "",
        **more,
    }


@pytest.mark.parametrize(
    ("change", "mailed"),
    [
        ({"starts_at": typed(9, 17)}, True),
        ({"place": "Ved søen"}, True),
        ({"capacity": 5}, False),
        ({"title": "Kaffe"}, False),
    ],
)
def test_a_change_says_first_who_is_told(as_alice, bob, meetup, change, mailed):
    sign_up(meetup, bob)
    url = page(meetup, "meetup_change")
    assert as_alice.get(url).status_code == 200
    response = as_alice.post(url, change_form(meetup, **change))
    if mailed:
        [impact] = response.context["impacts"]
        assert impact.people.mailed == 1
        assert not mails(f"signup:{bob.signups.get().pk}:event_changed")
        seen = {"seen_impact": response.context["plan"]}
        response = as_alice.post(url, change_form(meetup, **change, **seen))
    assert response["Location"] == page(meetup)
    assert len(mails(f"signup:{bob.signups.get().pk}:event_changed")) == mailed
    only = occurrence(meetup)
    text = EventText.objects.get()
    assert timezone.localtime(only.starts_at).strftime("%H:%M") == "17:00"
    assert only.event.venue == change.get("place", "Anlægget")
    assert only.capacity == change.get("capacity", 2)
    assert text.title == only.event.title == change.get("title", "Grill i parken")
    assert Occurrence.objects.count() == 1
    # The sign-ups have moved along.
    assert only.taken == 1


def test_who_may_change_and_cancel(as_bob, as_moderator, client, as_alice, bob, meetup):
    for name in ("meetup_change", "meetup_cancel"):
        url = page(meetup, name)
        assert as_bob.get(url).status_code == 403
        assert as_bob.post(url, change_form(meetup, reason="x")).status_code == 403
        assert "login" in client.post(url)["Location"]
        assert as_alice.get(url).status_code == 200
    assert as_moderator.get(page(meetup, "meetup_change")).status_code == 403
    assert as_moderator.get(page(meetup, "meetup_cancel")).status_code == 200


def test_the_organiser_names_a_co_organiser_among_those_who_took_part(
    as_alice, as_bob, bob, moderator, meetup, thread
):
    url = page(meetup, "meetup_change")
    refused = as_alice.post(url, change_form(meetup, co_organiser=bob.pk))
    assert "co_organiser" in refused.context["form"].errors
    factories.make_reply(thread, bob)
    assert as_alice.post(url, change_form(meetup, co_organiser=bob.pk)).status_code == 302
    meetup.refresh_from_db()
    assert meetup.co_organiser == bob
    assert as_bob.post(url, change_form(meetup, co_organiser=bob.pk, capacity=7)).status_code == 302
    assert occurrence(meetup).capacity == 7
    factories.make_reply(thread, moderator)
    taken_over = as_bob.post(url, change_form(meetup, co_organiser=moderator.pk))
    assert "co_organiser" in taken_over.context["form"].errors


def test_cancelling_tells_those_who_signed_up_once(as_alice, client, bob, meetup):
    signup = sign_up(meetup, bob)
    url = page(meetup, "meetup_cancel")
    [impact] = as_alice.get(url).context["impacts"]
    assert impact.people.mailed == 1
    assert "reason" in as_alice.post(url, {"reason": ""}).context["form"].errors
    for _time in range(2):
        assert as_alice.post(url, {"reason": "Regn"}).status_code == 302
    assert len(mails(f"signup:{signup.pk}:event_cancelled")) == 1
    assert occurrence(meetup).is_cancelled
    html = client.get(page(meetup)).content.decode()
    assert "Regn" in html
    assert as_alice.get(page(meetup, "meetup_change")).status_code == 302


def test_a_meetup_that_is_over_stays_as_it_is(as_alice, meetup):
    Occurrence.objects.update(starts_at=factories.in_days(-2), ends_at=factories.in_days(-1))
    for name in ("meetup_change", "meetup_cancel"):
        assert as_alice.post(page(meetup, name), {"reason": "x"}).status_code == 302
    assert not occurrence(meetup).is_cancelled
    assert as_alice.get(page(meetup)).status_code == 200


def test_a_second_meetup_can_follow_in_the_same_thread(as_bob, thread, bob, meetup):
    second = factories.make_meetup(thread, bob, title="Kaffe bagefter")
    html = as_bob.get(thread.url).content.decode()
    assert {each for each in (meetup, second) if page(each) in html} == {meetup, second}


@pytest.mark.parametrize("name", ["meetup", "meetup_change", "meetup_cancel"])
def test_ids_that_are_not_there_are_not_found(as_alice, name):
    assert as_alice.get(reverse(f"forum:{name}", args=[987654321])).status_code == 404


@pytest.mark.parametrize("posts", Posts)
def test_an_organiser_who_leaves_hands_over_or_cancels(alice, bob, thread, posts):
    sign_up(factories.make_meetup(thread, alice), bob)
    other = factories.make_meetup(thread, alice, title="Kaffe")
    Meetup.objects.filter(pk=other.pk).update(co_organiser=bob)
    factories.make_reply(thread, bob)
    open_poll = factories.make_poll(thread, alice)
    mine = factories.make_poll(factories.make_thread(bob, thread.theme), bob)
    voting.vote(
        poll=mine, user=alice, answers={mine.dates.all()[0].pk: "yes"}, version=1, language="da"
    )

    erasure.erase(user=alice, posts=posts)

    other.refresh_from_db()
    assert (other.organiser, other.co_organiser) == (bob, None)
    assert not other.event.occurrences.get().is_cancelled
    [cancelled] = Occurrence.objects.filter(status="cancelled")
    assert cancelled.event.is_published == (posts == Posts.KEEP)
    assert len(mails("signup:")) == 2
    assert mine.dates.all()[0].yes_count == 0
    found = Poll.objects.filter(pk=open_poll.pk).first()
    assert (found is None) == (posts == Posts.REMOVE)
    if found:
        assert (found.state, found.author) == (Poll.State.CLOSED, None)
