"""The page with a reader's addresses, and the addresses in mails about notices."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from forum import reply_addresses
from forum.reply_addresses import Purpose
from notifications.delivery import worker
from notifications.models import OutboxMessage
from notifications.notices import activities, follows, notice_emails, topics
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def url() -> str:
    return reverse("forum:by_mail")


def shown(client, url: str) -> list[str]:
    return [each["address"] for each in client.get(url).context["addresses"]]


def test_a_resident_sees_their_own_address_for_each_theme(as_alice, as_bob, alice, theme, url):
    (address,) = shown(as_alice, url)

    read = reply_addresses.read(address)
    assert (read.purpose, read.user_id, read.object_id) == (Purpose.START, alice.pk, theme.pk)
    assert shown(as_bob, url) != [address]


def test_a_post_withdraws_the_addresses_of_its_sender_only(as_alice, bob, theme, url):
    (before,) = shown(as_alice, url)
    others = reply_addresses.address_to_start(bob, theme.pk)

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False):
        assert as_alice.post(url).status_code == 302
        assert as_alice.post(url).status_code == 302
        (after,) = shown(as_alice, url)

        assert reply_addresses.read(before).is_revoked
        assert not reply_addresses.read(after).is_revoked
        assert not reply_addresses.read(others).is_revoked


def test_the_page_needs_an_account_and_the_setting(client, as_alice, theme, url, settings):
    assert client.get(url).status_code == 302
    assert client.post(url).status_code == 302
    settings.MAIL_REPLIES = ""
    assert as_alice.get(url).status_code == 404
    assert as_alice.post(url).status_code == 404
    assert url not in as_alice.get(reverse("forum:start")).content.decode()


def mail_all() -> dict[str, OutboxMessage]:
    activities.spread_due()
    notice_emails.mail_due(now=timezone.now() + datetime.timedelta(days=8))
    return {mail.to: mail for mail in OutboxMessage.objects.filter(key__startswith="notices:")}


def test_each_recipient_gets_their_own_reply_address(alice, bob, thread):
    carol = factories.make_user("carol@example.org", "Carol")
    follows.follow(carol, topics.thread(thread.pk))

    factories.make_reply(thread, alice)
    mails = mail_all()

    owners = {to: reply_addresses.read(mail.reply_to).user_id for to, mail in mails.items()}
    assert owners == {bob.email: bob.pk, carol.email: carol.pk}
    read = reply_addresses.read(mails[bob.email].reply_to)
    assert (read.purpose, read.object_id) == (Purpose.REPLY, thread.pk)
    email = worker.as_email(mails[bob.email]).message()
    assert email["Reply-To"] == mails[bob.email].reply_to
    assert mails[carol.email].reply_to not in mails[bob.email].text + mails[bob.email].html


def test_each_entry_of_a_digest_has_an_address(alice, bob, theme, thread):
    other = factories.make_thread(alice, theme, title="Andet")
    carol = factories.make_user("carol@example.org", "Carol")
    for each in (thread, other):
        follows.follow(carol, topics.thread(each.pk))
    factories.make_reply(thread, alice)
    factories.make_reply(other, bob)

    mail = mail_all()[carol.email]

    assert mail.reply_to == ""
    found = [
        reply_addresses.read(match[0]) for match in reply_addresses.pattern().finditer(mail.text)
    ]
    assert {each.object_id for each in found} == {thread.pk, other.pk}
    assert "Reply-To" not in worker.as_email(mail).message()


def test_without_the_setting_no_mail_has_a_reply_address(alice, bob, thread, settings):
    settings.MAIL_REPLIES = ""
    factories.make_reply(thread, alice)

    mail = mail_all()[bob.email]

    assert mail.reply_to == ""
    assert "Reply-To" not in worker.as_email(mail).message()
