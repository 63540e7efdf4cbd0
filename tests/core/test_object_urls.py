"""Addresses of rows are those that Django makes."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils import translation

from core.object_urls import object_url


@pytest.mark.parametrize("view_name", ["forum:thread", "forum:hide", "events:ics"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_an_address_is_that_of_django(view_name, language):
    with translation.override(language):
        for pk in (7, 123456):
            assert object_url(view_name, pk) == reverse(view_name, args=[pk])


def test_an_address_depends_on_the_folder_of_the_site():
    object_url("forum:thread", 7)
    set_script_prefix("/hub/")
    try:
        assert object_url("forum:thread", 7) == reverse("forum:thread", args=[7])
        assert object_url("forum:thread", 7).startswith("/hub/")
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(("view_name", "pk"), [("forum:thread", None), ("forum:nothing", 7)])
def test_a_row_without_an_address_is_refused(view_name, pk):
    with pytest.raises(NoReverseMatch):
        object_url(view_name, pk)
