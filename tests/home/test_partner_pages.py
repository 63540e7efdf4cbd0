"""The pages of partners."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models.pages import CampaignPartner
from forum.moderation.actions import hide_post
from home.models import PartnerIndexPage, PartnerPage
from residents.models import PartnerMembership
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    partner = factories.make_partner("Hjørring Kommune", "municipality")
    partner.link, partner.contact_email = "https://www.example.org/", "kontakt@example.org"
    partner.save()
    return partner


@pytest.fixture
def page(partner):
    front = factories.front_page()
    index = front.add_child(
        instance=PartnerIndexPage(title="Partnere", slug="partnere", locale=front.locale)
    )
    return index.add_child(
        instance=PartnerPage(
            title=partner.name, summary="Det gør vi.", partner=partner, locale=front.locale
        )
    )


def test_the_page_lists_only_the_partners_campaigns_events_and_posts(
    client, page, partner, theme, alice, bob
):
    theme_page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(theme_page)
    CampaignPartner.objects.create(page=campaign, partner=partner)
    factories.make_campaign(theme_page, "Uden partner")
    event = factories.make_event_page(theme, "Åbent hus", organiser=partner)
    factories.make_event_page(theme, "En andens")
    PartnerMembership.objects.create(partner=partner, user=alice)
    thread = factories.make_thread(alice, theme, "Vi rydder sne", partner=partner)
    factories.make_thread(bob, theme, "Bobs samtale")
    hidden = factories.make_thread(alice, theme, "Skjult samtale", partner=partner)
    moderator = factories.make_user("m@example.org", "M", groups=("Moderators",))
    hide_post(post=hidden.posts.get(), moderator=moderator, reason="Forkert.")

    html = client.get(page.url).content.decode()

    shown = (
        *("Det gør vi.", "Lås din dør", "Åbent hus", "Vi rydder sne", "example.org"),
        *("mailto:kontakt@example.org", "badge--municipality", thread.get_absolute_url()),
    )
    for words in shown:
        assert words in html, words
    for words in ("Uden partner", "En andens", "Bobs samtale", "Skjult samtale"):
        assert words not in html
    # And back.
    assert f'href="{page.url}"' in client.get(campaign.url).content.decode()
    assert f'href="{page.url}"' in client.get(event.url).content.decode()
    assert f'href="{page.url}"' in client.get(thread.get_absolute_url()).content.decode()
    assert f'href="{page.url}"' in client.get("/da/forum/").content.decode()


def test_the_list_links_to_each_page(client, page):
    html = client.get("/da/partnere/").content.decode()
    assert f'href="{page.url}"' in html
    assert "Det gør vi." in html


def test_a_second_page_in_the_same_language_is_refused(page, partner):
    second = PartnerPage(
        title="Igen", slug="igen", path="x", depth=4, partner=partner, locale=page.locale
    )
    with pytest.raises(ValidationError) as refused:
        second.clean()
    assert "partner" in refused.value.message_dict


def test_the_name_of_a_partner_without_a_page_is_not_a_link(client, partner, theme, alice):
    PartnerMembership.objects.create(partner=partner, user=alice)
    thread = factories.make_thread(alice, theme, partner=partner)
    html = client.get(thread.get_absolute_url()).content.decode()
    assert re.search(r'class="post__author">\s*Hjørring Kommune', html)


def test_the_number_of_queries_does_not_grow(client, page, partner, theme, alice, as_if_committed):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page.url).status_code == 200
        return len(captured)

    PartnerMembership.objects.create(partner=partner, user=alice)
    theme_page = factories.make_theme_page(theme)

    def fill(count):
        for number in range(count):
            campaign = factories.make_campaign(theme_page, f"Kampagne {number} {count}")
            CampaignPartner.objects.create(page=campaign, partner=partner)
            factories.make_occurrence(theme, organiser=partner)
            factories.make_thread(alice, theme, partner=partner)

    fill(1)
    client.get(page.url)
    few = queries()
    fill(5)
    client.get(page.url)
    assert queries() == few <= 12
