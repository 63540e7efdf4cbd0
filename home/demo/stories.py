"""What belongs to the campaigns of the demo beside their pages: their threads, and the answers."""

from campaigns.models import CampaignAnswer
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
        for title in content.get("joined", []):
            # It joined the campaign, which had begun already.
            for joined in Thread.objects.filter(is_example=True, title=title):
                CampaignThread.objects.get_or_create(thread=joined, defaults={"campaign_key": key})
        for answer, names in content.get("answers", {}).items():
            for name in names:
                CampaignAnswer.objects.get_or_create(
                    user=people[name], campaign_key=key, defaults={"answer": answer}
                )
