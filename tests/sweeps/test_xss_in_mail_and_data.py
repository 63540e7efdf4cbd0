"""No text of a reader becomes markup in a mail, and no browser takes data for a page."""

import json

import pytest
from django.test import Client, TestCase

from forum.help.conversations import open_conversation
from notifications.models import OutboxMessage
from notifications.notices import activities, follows, notice_emails, topics
from tests import factories
from tests.sweeps.test_cross_site_scripting import PLAIN, RENDERED, facts_of, write
from tests.sweeps.xss_payloads import PAYLOADS

PAYLOADS_EACH = 4
DATA = (
    "/open311/v2/requests.json",
    "/open311/v2/services.json",
    "/api/v2/pages/?limit=50&fields=*",
    "/api/v2/events/?limit=50",
    "/api/v2/campaigns/?limit=50",
)


def mails(site, text: str) -> list[OutboxMessage]:
    """Write `text` into every field that readers fill in; return the mails about all of it."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    other = site.users["other"]
    follows.follow(other, topics.theme(site.theme.pk))
    with TestCase.captureOnCommitCallbacks(execute=True):
        write(site, text)
        wanted = factories.make_thread(
            site.users["resident"], site.theme, text[:110] + "?", body=text, kind="help_wanted"
        )
        open_conversation(thread=wanted, helper=other, body=text)
    activities.spread_due(5_000)
    notice_emails.mail_due(factories.in_days(30))
    return list(OutboxMessage.objects.exclude(pk__in=before).exclude(html=""))


def facts_of_mails(found: list[OutboxMessage]) -> set[tuple[str, str]]:
    return set().union(*(facts_of(mail.html) for mail in found))


def test_no_payload_changes_what_mails_are_made_of(site, sample):
    plain = mails(site, PLAIN)
    ours = facts_of_mails(plain) | RENDERED
    assert len({mail.to for mail in plain}) > 1
    wrong = {}
    for payload in sample.some(PAYLOADS, PAYLOADS_EACH, key="mails"):
        found = mails(site, payload.replace("\0", ""))
        assert found, payload
        # The header of a mail is one line.
        assert not any("\n" in mail.subject or "\r" in mail.subject for mail in found)
        if more := facts_of_mails(found) - ours:
            wrong[payload] = more
    assert wrong == {}, sample.description


@pytest.mark.parametrize("address", DATA)
def test_no_browser_takes_data_for_a_page(site, address, sample):
    payloads = sample.some(PAYLOADS, PAYLOADS_EACH, key=f"data {address}")
    with TestCase.captureOnCommitCallbacks(execute=True):
        for payload in payloads:
            text = payload.replace("\0", "")
            factories.make_thread(
                site.users["resident"],
                site.theme,
                f"{text[:100]}.",
                body=text,
                kind="issue",
                place={"place": text[:100]},
            )
    response = Client().get(address)

    assert response.status_code == 200
    assert response["Content-Type"].partition(";")[0] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    json.loads(response.content)
