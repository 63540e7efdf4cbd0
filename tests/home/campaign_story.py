"""The threads that a campaign grew from, and those that joined it, as its page shows them."""

from bs4 import BeautifulSoup
from django.test import Client

from forum.models import CampaignThread


def threads_of_story(page):
    """Return the thread a campaign grew from, and the one that joined it, as its page shows them.

    Both link to the campaign, and the page says something else of each.
    """
    linked = CampaignThread.objects.of_campaigns([page.translation_key]).select_related("thread")
    threads = [each.thread for each in linked]
    assert [thread.created_at <= page.first_published_at for thread in threads] == [True, False]
    timeline = BeautifulSoup(Client().get(page.url).content, "html.parser").select_one(".timeline")
    texts = []
    for thread in threads:
        [entry] = [
            li for li in timeline.select("li") if li.select(f'a[href$="/forum/{thread.pk}/"]')
        ]
        texts.append(entry.select("p")[-1].get_text(strip=True))
        code = page.locale.language_code
        assert page.url in Client().get(f"/{code}/forum/{thread.pk}/").content.decode()
    assert texts[0] != texts[1]
    return threads
