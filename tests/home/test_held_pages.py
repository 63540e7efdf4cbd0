"""What is held in memory shows on the next page what has changed, and nothing of another reader."""

import datetime
import re
from collections.abc import Callable

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from taggit.models import Tag

from campaigns.models import CampaignPage
from campaigns.models.pages import CampaignPartner, CampaignTag
from core.caching.changes import changes
from core.models import Area, EmergencyStrip, Partner, SiteWording, Theme, ThemeWording
from events.models import Event, EventText, Occurrence, SignUp
from forum.models import CampaignThread, Post, Thread
from home.models import HomePage, StandardPage, ThemePage
from residents.models import PartnerMembership, User
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_committed")]

_ONCE = re.compile(r'name="(csrfmiddlewaretoken|submission)" value="[\w-]+"')


def read(client: Client, path: str) -> str:
    """Return the page without what differs in every answer."""
    response = client.get(path)
    assert response.status_code == 200
    return _ONCE.sub("", response.content.decode())


def read_anew(client: Client, path: str) -> str:
    """Return the page with nothing held."""
    changes.forget()
    return read(client, path)


@pytest.fixture
def paths(theme: Theme, area: Area, alice: User) -> dict[str, str]:
    """A page of each kind, with one of each thing that it shows."""
    partner = factories.make_partner()
    PartnerMembership.objects.create(partner=partner, user=alice)
    theme_page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(theme_page)
    campaign.tags.add("lys")
    campaign.contact_partner = partner
    campaign.campaign_partners.add(CampaignPartner(partner=factories.make_partner("Cykelklubben")))
    campaign.save_revision().publish()
    EmergencyStrip.objects.update_or_create(defaults={"texts": {"da": "Storm i aften"}})
    factories.make_standard_page("Om os", in_footer=True, show_in_menus=True)
    event_page = factories.make_event_page(theme, "Gåtur")
    event_page.tags.add("lys")
    event_page.save_revision().publish()
    Event.objects.update(area=area, venue="Torvet", has_signup=True)
    Occurrence.objects.update(capacity=10)
    thread = factories.make_thread(alice, theme, area=area)
    factories.make_thread(alice, theme, "Fra os", partner=partner)
    factories.make_reply(thread, alice, "Enig!")
    CampaignThread.objects.create(thread=thread, campaign_key=campaign.translation_key)
    walk = factories.make_event_page(theme, "Lygtevandring", starts_at=factories.at_five_in(-3))
    walk.tags.add("lys")
    walk.save_revision().publish()
    # Nobody can sign up for what is over.
    came = factories.sign_up(Occurrence.objects.get(event__title="Gåtur"), party_size=6)
    over = Occurrence.objects.get(event__title="Lygtevandring")
    SignUp.objects.filter(pk=came.pk).update(
        occurrence=over, status="confirmed", arrived=6, checked_in_at=over.starts_at
    )
    return {
        "front": "/da/",
        "theme": theme_page.url,
        "campaign": campaign.url,
        "event": event_page.url,
        "calendar": factories.calendar_page().url,
        "month": factories.calendar_page().url + "?view=month",
        "threads": "/da/forum/",
        "thread": f"/da/forum/{thread.pk}/",
        "search": reverse("home:search") + "?q=gåtur",
        "results": reverse("home:results"),
        "tag": reverse("home:tag", args=["lys"]),
    }


CHANGES: dict[str, Callable[[], object]] = {
    "wording of a theme": lambda: ThemeWording.objects.update(name="Nyt navn"),
    "colour of a theme": lambda: Theme.objects.update(colour="plum"),
    "icon of a theme": lambda: Theme.objects.update(icon="key"),
    "address of a theme": lambda: ThemePage.objects.update(url_path="/andet-sted/"),
    "title in the menus": lambda: StandardPage.objects.update(title="Hvem vi er"),
    "page leaves the footer": lambda: StandardPage.objects.update(in_footer=False),
    "page leaves the menu": lambda: StandardPage.objects.update(show_in_menus=False),
    "page is taken down": lambda: StandardPage.objects.update(live=False),
    "name of the site": lambda: SiteWording.objects.update(name="Vi på vejen"),
    "emergency strip": lambda: EmergencyStrip.objects.update(texts={"da": "Det er ovre"}),
    "name of a tag": lambda: Tag.objects.update(name="lygter"),
    "tags of a campaign": lambda: CampaignTag.objects.all().delete(),
    "partners of a campaign": lambda: CampaignPartner.objects.all().delete(),
    "contact of a campaign": lambda: CampaignPage.objects.update(contact_name="Grethe"),
    "campaign is over": lambda: CampaignPage.objects.update(ends_on="2026-01-01"),
    "thread of a campaign": lambda: CampaignThread.objects.all().delete(),
    "number who came": lambda: SignUp.objects.filter(arrived=6).update(arrived=5),
    "title of a campaign": lambda: CampaignPage.objects.update(title="Luk din port"),
    "text of the front page": lambda: HomePage.objects.update(intro="Ny indledning"),
    "name of an area": lambda: Area.objects.update(name="Sindal"),
    "name of a partner": lambda: Partner.objects.exclude(name="Cykelklubben").update(name="Ny"),
    "role of a partner": lambda: Partner.objects.update(role="police"),
    "name of an author": lambda: User.objects.update(first_name="Asta"),
    "badge of an author": lambda: PartnerMembership.objects.all().delete(),
    "seats": lambda: Occurrence.objects.update(taken=3),
    "no seat left": lambda: Occurrence.objects.update(taken=10),
    "cancelled": lambda: Occurrence.objects.update(
        status="cancelled", status_reason="Storm", has_own_status=True
    ),
    "venue": lambda: Event.objects.update(venue="Havnen"),
    "title of an event": lambda: EventText.objects.update(title="Løbetur"),
    "event is no more": lambda: Event.objects.update(is_published=False),
    "title of a thread": lambda: Thread.objects.update(title="Salt, tak"),
    "kind of a thread": lambda: Thread.objects.update(kind="issue"),
    "thread is an example": lambda: Thread.objects.update(is_example=True),
    "thread is hidden": lambda: Thread.objects.update(is_hidden=True),
    "post is hidden": lambda: Post.objects.filter(number=2).update(
        is_hidden=True, hidden_reason="Grimt"
    ),
    "post is edited": lambda: [_edit(post) for post in Post.objects.filter(number=2)],
}


def _edit(post: Post) -> None:
    post.body = "Helt enig!"
    post.save()


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_on_the_next_page_at_once(paths, client, change):
    for path in paths.values():
        client.get(path)
    CHANGES[change]()

    after = {name: _ONCE.sub("", client.get(path).text) for name, path in paths.items()}
    changes.forget()
    anew = {name: _ONCE.sub("", client.get(path).text) for name, path in paths.items()}
    assert [name for name in paths if after[name] != anew[name]] == []


def test_an_event_is_part_of_the_story_when_it_is_over(paths, client):
    ends_at = Event.objects.get(title="Gåtur").occurrences.get().ends_at
    assert "Gåtur" not in _story(client, paths["campaign"])

    with time_machine.travel(ends_at + datetime.timedelta(minutes=1), tick=False):
        assert "Gåtur" in _story(client, paths["campaign"])


def _story(client: Client, path: str) -> str:
    html = BeautifulSoup(client.get(path).content, "html.parser")
    return html.select_one("#story ~ .timeline").get_text()


@pytest.mark.parametrize(
    "name", ["front", "theme", "campaign", "event", "calendar", "threads", "thread"]
)
def test_no_reader_gets_what_another_got(paths, client, as_alice, as_bob, as_moderator, name):
    path = paths[name]
    readers = {"nobody": client, "alice": as_alice, "bob": as_bob, "moderator": as_moderator}
    alone = {who: read_anew(reader, path) for who, reader in readers.items()}

    for order in (list(readers), list(reversed(readers))):
        changes.forget()
        assert {who: read(readers[who], path) for who in order} == alone


@pytest.mark.parametrize("path", ["/{}/", "/{}/forum/"])
def test_no_language_gets_what_another_got(paths, client, path):
    alone = {code: read_anew(client, path.format(code)) for code in ("da", "en")}
    for order in (["da", "en"], ["en", "da"]):
        changes.forget()
        assert {code: read(client, path.format(code)) for code in order} == alone
