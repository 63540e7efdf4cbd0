"""The phase of a campaign, which follows from its first and last day, and its period in words."""

import datetime
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from campaigns.models import CampaignPage
from campaigns.models.phases import Phase, phase_of
from campaigns.period import format_period
from tests import factories

TODAY = datetime.date(2026, 5, 3)
DAY = datetime.timedelta(days=1)
YEARS = (datetime.date(2015, 1, 1), datetime.date(2022, 12, 31))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "phase"),
    [
        (None, None, Phase.RUNNING),
        (TODAY, None, Phase.RUNNING),
        (None, TODAY, Phase.RUNNING),
        (TODAY, TODAY, Phase.RUNNING),
        (TODAY + DAY, None, Phase.COMING),
        (TODAY + DAY, TODAY + DAY, Phase.COMING),
        (None, TODAY - DAY, Phase.OVER),
        (TODAY - DAY, TODAY - DAY, Phase.OVER),
    ],
)
def test_the_first_and_the_last_day_belong_to_the_campaign(starts_on, ends_on, phase):
    assert phase_of(starts_on, ends_on, TODAY) == phase


@pytest.mark.django_db
def test_the_database_agrees_on_the_phase(theme):
    parent, today = factories.make_theme_page(theme), timezone.localdate()
    days = [None, today - DAY, today, today + DAY]
    pages = [
        factories.make_campaign(parent, f"{number}", starts_on=starts_on, ends_on=ends_on)
        for number, (starts_on, ends_on) in enumerate(product(days, days))
        if not (starts_on and ends_on and ends_on < starts_on)
    ]

    ordered = CampaignPage.objects.in_phase_order()

    assert set(CampaignPage.objects.running()) == {
        page for page in pages if page.phase == Phase.RUNNING
    }
    phases = [page.phase for page in ordered]
    assert phases == sorted(phases, key=list(Phase).index)
    assert set(phases) == set(Phase)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "danish", "english"),
    [
        (None, None, "", ""),
        (TODAY, None, "fra 3. maj 2026", "from 3 May 2026"),
        (None, TODAY, "til 3. maj 2026", "until 3 May 2026"),
        (TODAY, TODAY + 40 * DAY, "3. maj 2026 – 12. juni 2026", "3 May 2026 – 12 Jun 2026"),
        (*YEARS, "2015 – 2022", "2015 – 2022"),
        (YEARS[0], datetime.date(2015, 12, 31), "2015", "2015"),
    ],
)
def test_the_period_is_said_in_words(starts_on, ends_on, danish, english):
    for language, words in (("da", danish), ("en", english)):
        with translation.override(language):
            assert format_period(starts_on, ends_on) == words


@pytest.mark.django_db
def test_days_and_contact_that_do_not_fit_are_refused_at_their_field(theme):
    page = factories.make_campaign(factories.make_theme_page(theme))
    for changes, field in (
        ({"starts_on": TODAY, "ends_on": TODAY - DAY}, "ends_on"),
        ({"contact_role": "Lokalbetjent"}, "contact_name"),
        ({"contact_name": "Bo", "contact_phone": "ring bare"}, "contact_phone"),
        ({"contact_name": "Bo", "contact_email": "bo"}, "contact_email"),
    ):
        changed = CampaignPage.objects.get(pk=page.pk)
        for name, value in changes.items():
            setattr(changed, name, value)
        with pytest.raises(ValidationError) as error:
            changed.full_clean()
        assert list(error.value.error_dict) == [field], changes
