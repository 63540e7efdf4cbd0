"""What the desk replaces in the admin of Wagtail."""

import pytest
from django.conf import settings
from wagtail.admin.views.generic import CreateView
from wagtail.models import Site

from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def test_the_redirects_name_the_hub_and_not_its_server(as_administrator):
    site = Site.objects.get(is_default_site=True)
    Site.objects.filter(pk=site.pk).update(site_name="", hostname="localhost", port=8123)

    form = as_administrator.get("/admin/redirects/add/").context["form"]

    labels = [str(label) for _key, label in form.fields["site"].choices]
    assert str(settings.WAGTAIL_SITE_NAME) in labels
    assert "8123" not in "".join(labels)


def test_a_site_that_editors_named_keeps_its_name(as_administrator):
    Site.objects.filter(is_default_site=True).update(site_name="Vores by")

    form = as_administrator.get("/admin/redirects/add/").context["form"]

    assert any("Vores by" in str(label) for _key, label in form.fields["site"].choices)


def test_the_form_of_a_new_user_names_its_kind_once(as_administrator):
    context = as_administrator.get("/admin/users/new/").context

    assert str(context["page_title"]) == str(CreateView.page_title)


def test_no_page_about_wagtail_is_in_the_menu_or_on_the_dashboard(as_editor):
    page = markup_of(as_editor.get("/admin/"))

    assert "guide.wagtail.org" not in page
    assert "whats-new-in-wagtail" not in page
    assert "keyboard-shortcuts-trigger" in page
