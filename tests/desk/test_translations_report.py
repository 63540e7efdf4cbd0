"""The report of translations, whose pages need an order."""

import warnings

import pytest
from django.core.paginator import UnorderedObjectListWarning
from django.urls import reverse
from wagtail_localize.models import Translation

from tests import factories

pytestmark = pytest.mark.django_db


def test_it_is_in_order(as_editor, theme):
    source = factories.make_event_page(theme)
    factories.make_event_translation(source, "Neighbours’ café")
    later = factories.make_event_page(theme, "Loppemarked")
    factories.make_event_translation(later, "Flea market")

    with warnings.catch_warnings():
        warnings.simplefilter("error", UnorderedObjectListWarning)
        response = as_editor.get(reverse("wagtail_localize:translations_report"))

    listed = list(response.context["object_list"])
    assert listed == sorted(Translation.objects.all(), key=lambda each: (-each.source_id, each.pk))
    assert len(listed) == 2
