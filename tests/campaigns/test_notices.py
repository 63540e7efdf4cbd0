"""Notices about campaigns."""

import pytest
from django.utils import translation

from campaigns.models.pages import CampaignPage
from notifications.models import Activity, Notice
from notifications.notices import (
    activities,
    activity_types,
    follows,
    topics,
)
from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def texts_for(reader: User, language: str = "en") -> list[tuple[str, str]]:
    """Return the titles and texts of the notices of `reader`."""
    activities.spread_due()
    batch = list(Activity.objects.filter(notices__recipient=reader).order_by("pk"))
    with translation.override(language):
        described = activity_types.describe(batch, reader)
    return [
        (described[activity.pk].title, described[activity.pk].text)
        for activity in batch
        if activity.pk in described
    ]


@pytest.fixture
def parent(theme):
    """The page of a theme."""
    return factories.make_theme_page(theme)


def draft(parent, **fields) -> CampaignPage:
    """A campaign that is not published yet."""
    return factories.make_campaign(parent, live=False, **fields)


@pytest.mark.parametrize("followed", ["theme", "tag"])
def test_the_first_publication_notifies_the_followers(alice, bob, theme, parent, followed):
    follows.follow(alice, topics.theme(theme.pk) if followed == "theme" else "tag:cykel")
    page = draft(parent)
    page.tags.add("cykel")

    page.save_revision().publish()

    assert texts_for(alice) == [("Lås din dør", "A new campaign.")]
    assert texts_for(bob) == []


def test_publishing_a_changed_text_notifies_nobody(alice, theme, parent):
    follows.follow(alice, topics.theme(theme.pk))
    page = draft(parent)
    page.save_revision().publish()
    page.title = "Lås døren"
    page.save_revision().publish()
    texts_for(alice)
    assert Notice.objects.count() == 1


def test_a_changed_status_notifies_the_campaigns_followers(alice, bob, theme, parent):
    page = draft(parent)
    follows.follow(bob, topics.theme(theme.pk))
    page.save_revision().publish()
    page.refresh_from_db()
    follows.follow(alice, topics.campaign(page.translation_key))
    page.status = CampaignPage.Status.FINISHED
    for _time in range(2):
        page.save_revision().publish()

    assert texts_for(alice) == [("Lås din dør", "The campaign’s status is now: Finished.")]
    assert len(texts_for(bob)) == 1


def test_a_translation_notifies_nobody_and_is_used_for_its_readers(alice, theme, parent):
    follows.follow(alice, topics.theme(theme.pk))
    page = draft(parent)
    page.save_revision().publish()
    english = factories.make_theme_page(theme, "en", slug="t-en")
    translated = CampaignPage(
        title="Lock your door",
        summary="A campaign.",
        locale=english.locale,
        translation_key=page.translation_key,
        live=False,
    )
    english.add_child(instance=translated)
    translated.save_revision().publish()

    assert [title for title, _text in texts_for(alice, "da")] == ["Lås din dør"]
    assert [title for title, _text in texts_for(alice, "en")] == ["Lock your door"]


def test_a_scheduled_campaign_notifies_nobody_yet(alice, theme, parent):
    follows.follow(alice, topics.theme(theme.pk))
    page = draft(parent)
    page.go_live_at = factories.in_days(1)
    page.save_revision(approved_go_live_at=page.go_live_at).publish()
    assert texts_for(alice) == []
    assert not Activity.objects.exists()


def test_an_unpublished_campaign_is_not_described(alice, theme, parent):
    follows.follow(alice, topics.theme(theme.pk))
    page = draft(parent)
    page.save_revision().publish()
    page.refresh_from_db()
    page.unpublish()
    assert texts_for(alice) == []
    assert topics.resolve([topics.campaign(page.translation_key), "campaign:x"], alice) == {}
