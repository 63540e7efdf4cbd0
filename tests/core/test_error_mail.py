"""Mails to the operators about errors: where, how often, and what they leave out."""

import logging

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import RequestFactory
from django.urls import resolve

from core import error_mail, error_pages
from tests.markup import markup_of

ADDRESS = "karen@example.org"


class NoBackend(BaseEmailBackend):
    """A mail server that cannot be reached."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError


@pytest.fixture
def log(settings):
    """A logger whose errors are mailed at once."""
    settings.ERROR_MAIL = ["operations@example.org"]
    handler = error_mail.ErrorMailHandler()
    handler.setLevel(logging.ERROR)
    logger = logging.getLogger("tests.error_mail")
    security = logging.getLogger("django.security.DisallowedHost")
    for each in (logger, security):
        each.addHandler(handler)
    yield logger
    for each in (logger, security):
        each.removeHandler(handler)


def mails(logger: logging.Logger) -> list[mail.EmailMessage]:
    logger.handlers[0].flush()
    return mail.outbox


def fail(logger: logging.Logger, **extra: object) -> None:
    """Log a failure as Django does for a request."""
    try:
        raise LookupError(f"no row for {ADDRESS}")
    except LookupError:
        logger.exception("Internal Server Error: /da/tilmelding/secret-token/", extra=extra)


def test_a_mail_says_where_and_repeats_no_message(log):
    path = "/da/forum/"
    request = RequestFactory().get(path, {"q": ADDRESS})
    request.resolver_match = resolve(path)

    fail(log, request=request)

    [message] = mails(log)
    assert message.to == ["operations@example.org"]
    assert "LookupError" in message.subject
    assert "test_error_mail.py" in message.body
    assert "forum:threads" in message.body
    assert ADDRESS not in message.body
    assert "secret-token" not in message.body


def test_an_error_without_an_exception_is_mailed_with_its_text(log):
    log.error("Not ready (%s): %s", "worker", f"asked by {ADDRESS}")

    [message] = mails(log)
    assert "Not ready (worker)" in message.body
    assert ADDRESS not in message.body


def test_the_same_error_is_mailed_once_an_hour(log, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(error_mail.time, "monotonic", lambda: now[0])
    for _time in range(3):
        fail(log)
    assert len(mails(log)) == 1

    now[0] += error_mail.QUIET_SECONDS + 1
    fail(log)
    assert len(mails(log)) == 2


def test_a_flood_of_different_errors_is_no_flood_of_mails(log, monkeypatch):
    places = iter(range(1000))
    monkeypatch.setattr(error_mail, "_where", lambda record: f"place {next(places)}")
    for _time in range(100):
        fail(log)

    assert len(mails(log)) == error_mail.MOST


def test_warnings_and_wrong_requests_are_not_mailed(log):
    log.warning("A reader typed nonsense.")
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header")

    assert mails(log) == []


def test_a_mail_server_that_is_away_does_no_harm(log, settings, caplog):
    settings.EMAIL_BACKEND = "tests.core.test_error_mail.NoBackend"

    fail(log)

    assert mails(log) == []
    [record] = [record for record in caplog.records if record.name == "core.error_mail"]
    assert record.levelname == "WARNING"


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_error_page_says_that_we_know_only_if_somebody_is_told(settings, language):
    def page() -> str:
        return markup_of(error_pages.server_error(RequestFactory().get(f"/{language}/")))

    settings.ERROR_MAIL = []
    untold = page()
    settings.ERROR_MAIL = ["operations@example.org"]
    told = page()

    we_know = {"da": "vi har fået besked", "en": "we know about it"}[language]
    assert we_know not in untold
    assert we_know in told
