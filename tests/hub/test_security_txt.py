"""`/.well-known/security.txt` names those who want to hear of weaknesses. (RFC 9116)"""

import datetime

import pytest
from django.utils import timezone

PATH = "/.well-known/security.txt"

pytestmark = pytest.mark.django_db


def test_it_names_the_contacts_in_their_order_and_expires_within_a_year(client, settings):
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/report"]

    answer = client.get(PATH)

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in answer.text.splitlines()]
    contacts = [value for name, value in fields if name == "Contact"]
    assert contacts == settings.SECURITY_CONTACT
    by_name = dict(fields)
    left = datetime.datetime.fromisoformat(by_name["Expires"]) - timezone.now()
    assert datetime.timedelta(days=30) < left < datetime.timedelta(days=365)
    assert by_name["Canonical"] == f"{settings.BASE_URL}{PATH}"
    assert by_name["Preferred-Languages"] == "da, en"


def test_without_a_contact_there_is_none(client, settings):
    assert not settings.SECURITY_CONTACT
    assert client.get(PATH).status_code == 404


def test_it_is_only_read(client, settings):
    settings.SECURITY_CONTACT = ["mailto:security@example.org"]
    assert client.post(PATH).status_code == 405
