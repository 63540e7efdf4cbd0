"""`manage.py demo` and the content files that it loads."""

import os
import re
from unittest import mock

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from campaigns.models import CampaignPage
from core.text.cpr_guard import find_cpr_numbers
from events.pages.event_page import EventPage
from forum.models import Thread
from home.demo import load
from home.demo.content_files import CONTENT, read, wordings
from home.demo.pages import put_page
from home.demo.streamfields import body
from home.demo.translations import WordsMissing
from home.models import HomePage, StandardPage
from residents.models import User
from tests.demo_site import PASSWORD

pytestmark = pytest.mark.xdist_group("demo")


def row_counts():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_it_is_refused_in_production():
    with pytest.raises(CommandError, match="needs DEBUG"):
        call_command("demo")


def test_a_second_run_changes_nothing(demo):
    page = StandardPage.objects.get(slug="om")
    page.title, page.slug = "Hvem vi er", "hvem-vi-er"
    page.save_revision().publish()
    before = row_counts()
    load.load(password="another one", report=lambda step: None)
    assert row_counts() == before
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Hvem vi er", "hvem-vi-er")
    assert User.objects.get(email="alice@example.org").check_password(PASSWORD)


def test_what_is_missing_is_made_again(demo):
    Thread.objects.filter(title__startswith="Vilde haver").delete()
    EventPage.objects.get(slug="byttedag").delete()
    load.load(password=PASSWORD, report=lambda step: None)
    assert Thread.objects.filter(title__startswith="Vilde haver").count() == 1
    assert EventPage.objects.filter(slug="byttedag", live=True).count() == 1


def test_if_empty_does_nothing_once_it_is_there(demo, settings, capsys):
    settings.DEBUG = True
    before = row_counts()
    call_command("demo", if_empty=True)
    assert row_counts() == before
    assert "not loaded" in capsys.readouterr().out


def test_the_password_made_up_is_printed(demo, settings, capsys):
    settings.DEBUG = True
    with (
        mock.patch.dict(os.environ, {"DEMO_PASSWORD": ""}),
        mock.patch.object(load, "load") as mocked,
    ):
        User.objects.filter(email="bob@example.org").update(email="robert@example.org")
        call_command("demo")
    out = capsys.readouterr().out
    assert mocked.call_args.kwargs["password"] in out
    assert "bob@example.org" in out
    assert "alice@example.org" not in out


def test_the_content_holds_no_cpr_number():
    for file in CONTENT.glob("*.toml"):
        assert not list(find_cpr_numbers(file.read_text(encoding="utf-8")))


def test_no_wording_is_empty_and_none_is_left_in_danish():
    for name in ("site", "themes", "campaigns", "events"):
        for source, target in wordings(read(name)):
            assert source
            assert target
            if re.search("[æøåÆØÅ]", target):
                # Only in names.
                left = re.sub(r"Hjørring|Nabohjælp|Løkken|Vrå|Tårs|Lønstrup|Søren", "", target)
                assert not re.search("[æøåÆØÅ]", left), target


def test_a_text_without_english_is_named(demo):
    content = {
        "title": {"da": "Ny side", "en": "New page"},
        "slug": {"da": "ny-side", "en": "new-page"},
        "summary": {"da": "Et resumé.", "en": "A summary."},
    }
    words = body([{"type": "paragraph", "text": "Kun på dansk."}])
    home = HomePage.objects.get(locale__language_code="da")
    editor = User.objects.get(email="redaktor@example.org")
    with pytest.raises(WordsMissing, match=r"Kun på dansk.*Ny side"):
        put_page(StandardPage, home, content, editor, key="new", body=words)


def test_a_partners_editor_is_limited_to_a_theme(demo):
    editor = User.objects.get(email="politiredaktor@example.org")
    pages = EventPage.objects.all()
    editable = {page.theme.slug for page in pages if page.permissions_for_user(editor).can_edit()}

    assert editable == {"burglary-prevention"}
    campaigns = {
        campaign.theme.slug
        for campaign in CampaignPage.objects.all()
        if campaign.permissions_for_user(editor).can_edit()
    }
    assert campaigns == {"burglary-prevention"}
    assert not any(page.permissions_for_user(editor).can_publish() for page in pages)
