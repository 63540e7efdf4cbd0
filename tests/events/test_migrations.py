"""What becomes of what is stored when the words for it change."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.models import Revision

from events import occurrences
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_draft_from_before_keeps_that_it_is_cancelled_and_why(theme):
    page = factories.make_event_page(theme)
    revision = page.latest_revision
    content = {**revision.content, "is_cancelled": True, "cancelled_because": "Storm"}
    content |= {"repeats": "", "repeat_count": 1}
    del content["status"], content["status_reason"]
    Revision.objects.filter(pk=revision.pk).update(content=content)

    import_module("events.migrations.0004_carry_what_was_known").carry_drafts(apps)

    draft = Revision.objects.get(pk=revision.pk).as_object()
    assert (draft.status, draft.status_reason) == ("cancelled", "Storm")
    assert draft.repeat_count is None


def test_who_had_signed_up_before_is_reminded_and_thanked(theme):
    occurrence = factories.make_occurrence(theme)
    soon = factories.make_occurrence(theme, starts_at=factories.in_days(0.5))
    wanted = occurrences.times_around(occurrence, occurrence.starts_at, occurrence.ends_at)

    import_module("events.migrations.0004_carry_what_was_known").owe_reminders(apps)

    occurrence.refresh_from_db()
    soon.refresh_from_db()
    assert occurrence.remind_at == wanted["remind_at"]
    assert occurrence.thank_at == wanted["thank_at"]
    assert soon.remind_at is None
    assert soon.thank_at is not None
