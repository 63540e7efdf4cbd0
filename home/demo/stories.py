"""What belongs to the campaigns of the demo beside their pages: their threads, and the answers."""

import datetime
import uuid

from django.utils.timezone import localdate, make_aware

from campaigns.models import CampaignAnswer, CampaignPage
from forum.models import CampaignThread, Thread
from home.demo.content_files import key_of, read
from home.demo.people import People


def make_stories(people: People) -> None:
    """Link campaigns to the threads that they grew from, and make the answers of followers.

    What exists is left unchanged.
    """
    for content in read("campaigns")["campaigns"]:
        key = key_of("campaignpage", content["key"])
        thread = Thread.objects.filter(is_example=True, title=content.get("thread")).first()
        if thread is not None:
            CampaignThread.objects.get_or_create(thread=thread, defaults={"campaign_key": key})
        if content.get("joined"):
            _publish_on_first_day(key)
        for title in content.get("joined", []):
            # It joined the campaign, which had begun already.
            for joined in Thread.objects.filter(is_example=True, title=title):
                CampaignThread.objects.get_or_create(thread=joined, defaults={"campaign_key": key})
        for answer, names in content.get("answers", {}).items():
            for name in names:
                CampaignAnswer.objects.get_or_create(
                    user=people[name], campaign_key=key, defaults={"answer": answer}
                )


def _publish_on_first_day(key: uuid.UUID) -> None:
    """Let the campaign be as old as its period, so that younger threads joined it."""
    for page in CampaignPage.objects.filter(translation_key=key, starts_on__lt=localdate()):
        day = make_aware(datetime.datetime.combine(page.starts_on, datetime.time()))
        CampaignPage.objects.filter(pk=page.pk).update(first_published_at=day)
