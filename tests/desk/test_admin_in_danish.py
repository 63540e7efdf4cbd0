"""Pages of the admin in Danish: no English is left beside names and data."""

import re

import pytest
from bs4 import BeautifulSoup, Comment
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page, Workflow
from wagtail.users.models import UserProfile

from core.models import Theme
from tests import factories
from tests.desk.groups import make_member
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

# English words of interfaces that are no Danish words.
ENGLISH = re.compile(
    r"\b(?:the|this|that|with|your|you|are|been|has|have|ago|add|edit|delete|save|publish|"
    r"unpublish|page|pages|user|users|groups|search|settings|view|select|choose|choice|yes|true|"
    r"false|none|draft|live|locked|unlock|locales|translation|translations|translate|comments|"
    r"workflows|tasks|submit|created|updated|changed|deleted|enabled|disabled|more|actions|can|"
    r"cannot|area|title|root|image|images|document|collection|collections|snippets|toggle|show|"
    r"hide|loading|error|errors|january|february|july|october|seconds|minutes|hours|days|weeks|"
    r"months|domain)\b",
    re.IGNORECASE,
)
ATTRIBUTES = ("title", "aria-label", "placeholder", "alt")
# Names of classes, of programs and of the English privacy page.
NAMES = re.compile(r"^(?:[a-z]+\.[a-z]+|Your data|new \w+\(.*|.*“Your data”.*|.*”Your data”.*)$")


def english_of(response) -> set[str]:
    """Return the texts and labels of a page that have an English word."""
    soup = BeautifulSoup(markup_of(response), "html.parser")
    for other in soup.select("script, style, code, [hidden]"):
        other.decompose()
    texts = {
        " ".join(text.split())
        for text in soup.find_all(string=True)
        if not isinstance(text, Comment)
    }
    texts |= {str(tag[name]) for tag in soup.find_all(True) for name in ATTRIBUTES if tag.get(name)}
    return {text for text in texts if ENGLISH.search(text) and not NAMES.match(text)}


@pytest.fixture
def pages(theme, editor):
    """One page of each important kind, with a campaign that waits for approval."""
    theme_page = factories.make_theme_page(theme, title="Trafik")
    campaign = factories.make_campaign(theme_page)
    campaign.save_revision(user=editor)
    Workflow.objects.get().start(campaign, editor)
    Theme.objects.filter(pk=theme.pk).update(order=1)
    return {"campaign": campaign, "event": factories.make_event_page(theme), "theme": theme_page}


def address(name, *args):
    return reverse(f"wagtailadmin_{name}", args=args)


def addresses(pages):
    """Return what an editor opens in a day."""
    event, campaign = pages["event"].pk, pages["campaign"].pk
    return [
        address("home"),
        address("explore_root"),
        address("explore", pages["event"].get_parent().pk),
        *(address("pages:edit", each.pk) for each in pages.values()),
        address("pages:history", campaign),
        address("pages:copy", event),
        address("pages:delete", event),
        address("pages:unpublish", event),
        reverse("event_times", args=[event]),
    ]


def test_an_editor_meets_no_english(pages):
    editor, browser = make_member("Rikke", Group.objects.get(name="Editors"))
    UserProfile.objects.create(user=editor, preferred_language="da")

    found = {}
    for path in addresses(pages):
        response = browser.get(path)
        assert response.status_code == 200, path
        if english := english_of(response):
            found[path] = english

    assert found == {}


def test_the_root_of_all_pages_has_a_danish_name(db):
    assert Page.objects.get(depth=1).title == "Alle sider"
