"""The time that a client waits after a rate limit."""

import pytest
from allauth.account import app_settings
from allauth.core.internal.ratelimit import parse_rates

from core import rate_limits


@pytest.mark.parametrize(
    ("rates", "seconds"),
    [
        ("30/m/ip", 60),
        ("10/m/ip,5/5m/key", 300),
        ("10/m/ip, 3/h/key", 3600),
        ("1/d", 86_400),
        ("1/0.5m/ip", 30),
        ("", 60),
        (None, 60),
    ],
)
def test_the_longest_period_of_the_limits_counts(settings, rates, seconds):
    settings.ACCOUNT_RATE_LIMITS = {"login": rates}

    assert rate_limits.seconds_to_wait("login") == seconds


def test_an_action_without_limits_waits_a_minute():
    assert rate_limits.seconds_to_wait("unknown") == 60


def test_the_hubs_limits_are_read_as_allauth_reads_them():
    for action, rates in app_settings.RATE_LIMITS.items():
        longest = max((rate.duration for rate in parse_rates(rates)), default=60)
        assert rate_limits.seconds_to_wait(action) == longest, action
