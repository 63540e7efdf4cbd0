"""Index tasks of objects that were deleted before the worker came to them."""

import pytest
from django_tasks_db.models import DBTaskResult
from wagtail.models import ReferenceIndex

from campaigns.models import CampaignPartner
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings):
    """Tasks wait in the database; calling this runs them and returns the errors."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def run():
        errors = []
        for row in DBTaskResult.objects.all():
            try:
                # Not with the worker's command, which closes the connection of the test.
                row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
            except Exception as error:
                errors.append(error)
        return errors

    return run


@pytest.fixture
def campaign(theme):
    """A live campaign without partners."""
    return factories.make_campaign(factories.make_theme_page(theme))


def publish_with(campaign, partner):
    """Publish `campaign` with that partner, as the form of the admin does."""
    campaign.campaign_partners = [CampaignPartner(partner=partner)]
    campaign.save_revision().publish()


def test_publishing_twice_before_the_worker_runs_fails_nothing(
    queue, campaign, django_capture_on_commit_callbacks
):
    partners = [factories.make_partner(), factories.make_partner("Politiet", "police")]
    with django_capture_on_commit_callbacks(execute=True):
        for partner in partners:
            publish_with(campaign, partner)

    assert queue() == []
    links = campaign.campaign_partners.model.objects.filter(page=campaign)
    assert [link.partner for link in links] == partners[1:]
    assert ReferenceIndex.get_references_to(partners[1]).filter(object_id=campaign.pk).exists()
    assert not ReferenceIndex.get_references_to(partners[0]).exists()


def test_an_object_that_was_deleted_before_the_worker_runs_fails_nothing(
    queue, campaign, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        campaign.save()
        campaign.delete()

    assert queue() == []


def test_other_failures_still_fail(queue, campaign, monkeypatch):
    def fail(_object):
        raise CampaignPartner.DoesNotExist

    monkeypatch.setattr("modelsearch.index.insert_or_update_object", fail)
    campaign.save()

    assert queue() != []
