"""Notices about campaigns."""

import datetime

import pytest
from django.utils import timezone, translation

from campaigns import notices
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


def yesterday() -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=1)


def published_before(parent, days: dict[str, int]) -> CampaignPage:
    """A campaign that was published before its phase changed; `days` are counted from today."""
    today = timezone.localdate()
    dates = {name: today + datetime.timedelta(days=number) for name, number in days.items()}
    page = factories.make_campaign(parent, **dates)
    phase = "coming" if "starts_on" in days else "running"
    target = topics.campaign(page.translation_key)
    Activity.objects.create(
        key=f"{target}:{phase}", kind=notices.NEW, object_id=page.pk, target=target
    )
    return page


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


def test_a_changed_phase_notifies_the_campaigns_followers(alice, bob, theme, parent):
    page = draft(parent)
    follows.follow(bob, topics.theme(theme.pk))
    page.save_revision().publish()
    page.refresh_from_db()
    follows.follow(alice, topics.campaign(page.translation_key))
    page.ends_on = yesterday()
    for _time in range(2):
        page.save_revision().publish()

    assert texts_for(alice) == [("Lås din dør", "The campaign is over.")]
    assert len(texts_for(bob)) == 1


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ({"starts_on": 0}, "The campaign has begun."),
        ({"starts_on": -6}, "The campaign has begun."),
        ({"ends_on": -1}, "The campaign is over."),
        ({"ends_on": -7}, "The campaign is over."),
    ],
)
def test_a_phase_that_begins_by_itself_is_announced_once(alice, parent, days, text):
    page = published_before(parent, days)
    follows.follow(alice, topics.campaign(page.translation_key))

    assert notices.announce_phases() == 1
    assert notices.announce_phases() == 0
    assert texts_for(alice) == [("Lås din dør", text)]


@pytest.mark.parametrize(
    "days", [{"starts_on": 1}, {"starts_on": -7}, {"ends_on": 0}, {"ends_on": -8}]
)
def test_what_has_not_begun_or_is_long_past_is_not_announced(parent, days):
    published_before(parent, days)

    assert notices.announce_phases() == 0


def test_a_phase_is_announced_once_for_all_languages_and_not_for_a_draft(theme, parent):
    page = published_before(parent, {"ends_on": -1})
    english = factories.make_theme_page(theme, "en", slug="t-en")
    factories.make_campaign(
        english, "Lock", translation_key=page.translation_key, ends_on=page.ends_on
    )
    draft(parent, ends_on=page.ends_on, slug="another")

    assert notices.announce_phases() == 1


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
