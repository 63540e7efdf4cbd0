"""The editor of a campaign leads to the threads it grew from."""

import pytest
from django.urls import reverse

from forum.models import CampaignThread, Thread
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def test_the_editor_leads_to_the_thread(as_editor, theme_page, theme, alice):
    campaign = factories.make_campaign(theme_page, "Lys på stien")
    thread = factories.make_thread(alice, theme)
    CampaignThread.objects.create(thread=thread, campaign_key=campaign.translation_key)
    address = reverse("wagtailadmin_pages:edit", args=[campaign.pk])
    link = f'href="{thread.url}"'

    assert link in markup_of(as_editor.get(address))

    Thread.objects.filter(pk=thread.pk).update(is_hidden=True)
    assert link not in markup_of(as_editor.get(address))
