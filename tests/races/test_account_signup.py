"""Concurrent submissions of the sign-up form for an account."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from notifications.models import OutboxMessage
from residents.models import User
from tests.residents.account_helpers import signup_data

SIGNUP = "/en/account/signup/"


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Commit to the database, for all threads; afterwards delete the new rows."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            for model in (EmailAddress, User, OutboxMessage, DBTaskResult, Session):
                model.objects.all().delete()
            connection.close()


@pytest.mark.django_db
def test_one_after_the_other_makes_one_account(client):
    assert client.post(SIGNUP, signup_data()).url == client.post(SIGNUP, signup_data()).url
    assert User.objects.count() == 1


def test_two_at_once_make_one_account(committed):
    answers, start = [], threading.Barrier(6)

    def send() -> None:
        start.wait()
        try:
            answers.append(Client(raise_request_exception=False).post(SIGNUP, signup_data()))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # All get the same response, so that it does not reveal whether an address is known.
    assert {answer.status_code for answer in answers} <= {302, 429}
    assert User.objects.count() == 1
    assert OutboxMessage.objects.filter(to="karen@example.org", subject__contains="code")
