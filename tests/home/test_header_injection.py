"""Line breaks in what people type start no header of a mail and none of an answer.

Each text of each form is sent with line breaks and a header behind it, also in the fields of one
line. What the form takes is mailed to the end.
"""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client

from notifications.delivery.worker import deliver_due
from notifications.models import Activity, OutboxMessage
from notifications.notices import activities, notice_emails
from tests import factories
from tests.home.form_row import load
from tests.home.writing_forms import FORMS
from tests.home.writing_world import world as world  # a fixture

pytestmark = pytest.mark.django_db

EVIL = "evil@example.org"
# What some programs take for the end of a line: RFC 5322, Unicode's, and the old ones.
INJECTED = f"\r\nBcc: {EVIL}\nX-Evil: 1\u2028X-Evil: 2\x85X-Evil: 3\x0bX-Evil: 4"
HEADERS = {"bcc", "x-evil"}
# A blank after it continues a long header. (RFC 5322, § 2.2.3)
_BREAK = re.compile(r"[\r\n\x0b\x85\u2028](?![ \t])")


def texts(data: dict[str, object]) -> Iterator[str]:
    """Yield the names of the fields with text; a choice or date is refused, and that is fine."""
    yield from (name for name, value in data.items() if isinstance(value, str) and value)


def wrong_headers(mail: EmailMessage) -> set[str]:
    headers = mail.message().items()
    found = {name.lower() for name, _value in headers} & HEADERS
    if any(_BREAK.search(str(value)) for _name, value in headers):
        found.add("a line break")
    if EVIL in mail.recipients():
        found.add("a recipient")
    return found


def test_a_line_break_starts_no_header(world, mailoutbox):
    wrong, mailed = {}, 0
    for form in FORMS:
        for name in texts(form.data(world)):
            cache.clear()
            mailoutbox.clear()
            with transaction.atomic():
                client = Client()
                if form.who != "anonymous":
                    factories.sign_in(client, getattr(world, form.who))
                form.prepare(world)
                OutboxMessage.objects.all().delete()
                data = {**load(client, form, world), **form.data(world)}
                told = Activity.objects.count()
                response = client.post(form.url(world), {**data, name: f"{data[name]}{INJECTED}"})
                if Activity.objects.count() != told:
                    activities.spread_due(5_000)
                    notice_emails.mail_due(factories.in_days(30))
                deliver_due(seconds=3600)
                failed = list(OutboxMessage.objects.exclude(last_error="").values("last_error"))
                transaction.set_rollback(True)
            mailed += len(mailoutbox)
            found = {header for mail in mailoutbox for header in wrong_headers(mail)}
            if found or failed or response.status_code >= 500:
                wrong[f"{form.name}: {name}"] = (response.status_code, found, failed)
    assert wrong == {}, wrong
    assert mailed > 20
