"""What becomes of what is stored when the words for it change."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.models import Revision

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
