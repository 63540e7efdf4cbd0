"""The open data holds what everybody can see, and nothing else of the site."""

import json

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    Page,
    PageViewRestriction,
    ReferenceIndex,
)

from campaigns.models import PledgeOffer
from core.models import SiteDocument, SiteImage
from forum.moderation import actions
from home.models import StandardPage
from tests import factories
from tests.core.images import pictures

pytestmark = pytest.mark.django_db

LISTS = [
    "/api/v2/",
    "/api/v2/pages/?limit=50&fields=*",
    "/api/v2/pages/?limit=50&type=campaigns.CampaignPage&fields=*",
    "/api/v2/pages/?limit=50&type=events.EventPage&fields=*",
    "/api/v2/pages/?limit=50&type=home.StandardPage&fields=*",
    "/api/v2/images/?limit=50&fields=*",
    "/api/v2/documents/?limit=50&fields=*",
    "/api/v2/events/?limit=100",
    "/api/v2/events/?limit=100&language=en",
    "/api/v2/campaigns/?limit=50",
    "/api/v2/campaigns/?limit=50&language=en",
]


def everything(client: Client) -> str:
    """Return all lists, and the details of all objects, those that are not listed included."""
    addresses = [
        *LISTS,
        *(f"/api/v2/pages/{pk}/?fields=*" for pk in Page.objects.values_list("pk", flat=True)),
        *(f"/api/v2/images/{each.pk}/?fields=*" for each in SiteImage.objects.all()),
        *(f"/api/v2/documents/{each.pk}/?fields=*" for each in SiteDocument.objects.all()),
    ]
    texts = []
    for address in addresses:
        response = client.get(address)
        assert response.status_code in {200, 404}, (address, response.content)
        # Not as JSON writes them: "\u00e6" would hide a letter.
        texts.append(json.dumps(json.loads(response.content), ensure_ascii=False))
    return "\n".join(texts)


def make_image(title: str, uploader, **fields) -> SiteImage:
    # Small, as encoding takes long.
    image = pictures.make_image(title, pictures.photograph(size=(40, 30)))
    for name, value in {"uploaded_by_user": uploader, **fields}.items():
        setattr(image, name, value)
    image.save()
    return image


def make_document(title: str, uploader, **fields) -> SiteDocument:
    document = SiteDocument(title=title, uploaded_by_user=uploader, **fields)
    document.file.save("paper.txt", ContentFile(b"words"), save=False)
    document.save()
    return document


def reindex() -> None:
    """Note which page uses what, as the worker does."""
    for page in Page.objects.all():
        ReferenceIndex.create_or_update_for_object(page.specific)


@pytest.fixture
def planted(theme, area, alice, editor, private) -> dict[str, list[str]]:
    """What is public, and what is secret, as words to look for."""
    theme_page = factories.make_theme_page(theme)
    shown = make_image("IMG-secret-name", editor, description="shown-picture")
    make_image("secret-unused-image", editor, description="secret-unused-picture")
    of_draft = make_image("secret-draft-image", editor, description="secret-draft-picture")
    locked = Collection.get_first_root_node().add_child(name="secret-collection")
    CollectionViewRestriction.objects.create(
        collection=locked, restriction_type="password", password="secret-word"
    )
    paper = make_document("shown-paper", editor)
    locked_paper = make_document("secret-locked-paper", editor, collection=locked)
    make_document("secret-unused-paper", editor)
    links = "".join(
        f'<p><a linktype="document" id="{each.pk}">paper</a></p>' for each in (paper, locked_paper)
    )
    campaign = factories.make_campaign(
        theme_page,
        "shown-campaign",
        picture=shown,
        owner=editor,
        contact_name="secret-contact-name",
        contact_email="secret-contact@example.org",
        body=json.dumps(
            [{"type": "text", "value": links}, factories.pledge_block("shown-promise")]
        ),
    )
    campaign.save_revision().publish()
    # Later words that are not published.
    campaign.summary = "secret-draft-summary"
    campaign.save_revision()
    Comment.objects.create(
        page=campaign, user=editor, text="secret-comment", contentpath="title", position=""
    )
    factories.make_campaign(theme_page, "secret-draft-campaign", live=False, picture=of_draft)
    locked_page = factories.make_standard_page("secret-private-page")
    PageViewRestriction.objects.create(page=locked_page, restriction_type="login")
    child = StandardPage(title="secret-child-of-private", locale=locked_page.locale)
    locked_page.add_child(instance=child)
    factories.make_standard_page("secret-draft-page", live=False)
    alias = factories.make_standard_page("secret-alias-source", live=False).create_alias(
        update_slug="alias"
    )
    Page.objects.filter(pk=alias.pk).update(live=True, title="shown-alias")
    event_page = factories.make_event_page(theme, "shown-event", owner=editor, capacity=9)
    factories.sign_up(
        event_page.event.occurrences.get(),
        name="secret-attendee",
        email="secret-attendee@example.org",
    )
    factories.make_event_page(theme, "secret-draft-event", publish=False)
    factories.make_occurrence(theme, title="secret-event", is_published=False)
    hidden = factories.make_thread(alice, theme, "secret-hidden-thread")
    actions.hide_post(post=hidden.posts.get(), moderator=editor, reason="secret-reason")
    offer = PledgeOffer.objects.get(campaign_key=campaign.translation_key)
    for number in range(3):
        factories.give_pledge(offer, f"secret-giver-{number}@example.org", confirms=True, area=area)
    reindex()
    return {
        "public": [
            "shown-campaign",
            "shown-promise",
            "shown-picture",
            "shown-paper",
            "shown-event",
        ],
        "secret": ["secret", editor.email, editor.first_name, alice.email, "owner", "uploaded"],
    }


def test_nothing_that_is_not_public_comes_out(planted, client, as_alice, as_editor):
    for reader in (client, as_alice, as_editor):
        found = everything(reader)
        assert [word for word in planted["public"] if word not in found] == []
        assert [word for word in planted["secret"] if word in found] == []


def test_filters_and_numbers_do_not_tell_what_is_not_public(planted, client):
    (campaign,) = client.get("/api/v2/campaigns/").json()["items"]
    assert [each["total"] for each in campaign["pledges"]] == ["fewer than 5"]
    for title in ("secret-private-page", "secret-draft-page"):
        pk = Page.objects.get(title=title).pk
        for name in ("child_of", "ancestor_of", "descendant_of", "translation_of"):
            there = client.get(f"/api/v2/pages/?{name}={pk}")
            missing = client.get(f"/api/v2/pages/?{name}=987654321")
            assert there.status_code == 400
            assert there.content == missing.content


@pytest.mark.parametrize(
    "query",
    [
        "pages/?owner=1",
        "pages/?order=owner",
        "pages/?order=live",
        "pages/?fields=owner",
        "pages/?fields=body",
        "pages/?fields=alias_of",
        "pages/?fields=locale(pages)",
        "pages/?search=secret",
        "pages/?alias_of=1",
        "pages/?type=residents.User",
        "pages/?type=campaigns.CampaignPage&fields=contact_email",
        "pages/?type=campaigns.CampaignPage&fields=theme(campaigns)",
        "pages/?type=campaigns.CampaignPage&order=contact_email",
        "pages/?type=campaigns.CampaignPage&contact_email=a@b.dk",
        "images/?fields=title",
        "images/?fields=uploaded_by_user",
        "images/?order=uploaded_by_user",
        "images/?fields=collection",
        "documents/?fields=uploaded_by_user",
        "documents/?fields=file_hash",
        "documents/?order=collection",
    ],
)
def test_no_field_that_is_not_public_can_be_asked_for(query, client):
    assert client.get(f"/api/v2/{query}").status_code == 400
