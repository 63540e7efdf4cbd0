"""`manage.py tick` runs the periodic work."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from campaigns.models.pages import CampaignPage
from home.management.commands import tick
from notifications.delivery import outbox
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_sends_queued_mail():
    with transaction.atomic():
        outbox.put_rendered(
            key="a", to="a@example.org", subject="s", text="t", language="da", scope="account"
        )

    call_command("tick")

    assert len(mail.outbox) == 1


def test_it_frees_the_seats_of_unconfirmed_sign_ups(theme):
    occurrence = factories.make_occurrence(theme, capacity=5)
    factories.sign_up(
        occurrence=occurrence, name="K", email="k@example.org", party_size=2, language="da"
    )

    call_command("tick")
    occurrence.refresh_from_db()
    assert occurrence.taken == 2
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=49), tick=False):
        call_command("tick")
    occurrence.refresh_from_db()
    assert occurrence.taken == 0


def test_it_publishes_a_scheduled_campaign(theme):
    page = factories.make_campaign(factories.make_theme_page(theme), live=False)
    page.go_live_at = factories.in_days(1)
    page.save_revision(approved_go_live_at=page.go_live_at).publish()

    call_command("tick")
    assert not CampaignPage.objects.get(pk=page.pk).live
    with time_machine.travel(factories.in_days(2), tick=False):
        call_command("tick")
    assert CampaignPage.objects.get(pk=page.pk).live


def test_a_failing_duty_fails_the_command_after_the_others(monkeypatch):
    done = []

    def broken():
        raise RuntimeError

    monkeypatch.setattr(tick, "DUTIES", {"broken": broken, "fine": lambda: done.append(1)})

    with pytest.raises(CommandError, match="broken"):
        call_command("tick")
    assert done == [1]


@pytest.mark.parametrize("backend", ["immediate", "database"])
def test_it_can_be_repeated(settings, backend):
    settings.TASKS = {"default": {"BACKEND": settings.TASKS_BACKENDS[backend]}}

    call_command("tick")
    call_command("tick")
