"""The nightly check of links, its report, and its lines on the dashboard."""

import datetime
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from core.models import SiteDocument
from core.models.site_settings import SiteSettings
from desk.links import check as checking
from desk.models import LinkCheck, ListedLink
from events.models import Event
from forum.models import Thread
from tests import factories
from tests.desk.test_reports import LINKS, downloaded
from tests.markup import markup_of

HOME = f"http://{urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc}"
pytestmark = pytest.mark.django_db
State = ListedLink.State


def text(html):
    return [{"type": "text", "value": html}]


def page_link(page):
    return text(f'<p><a linktype="page" id="{page.pk}">her</a></p>')


def address(url):
    return text(f'<p><a href="{url}">her</a></p>')


def linking(body, title="Med link"):
    return factories.make_standard_page(title, body=body)


def states():
    return dict(ListedLink.objects.values_list("target", "state"))


@pytest.fixture
def target(db):
    return factories.make_standard_page("Målet", slug="maalet")


@pytest.fixture
def document(db):
    made = SiteDocument(title="Vejledning")
    made.file.save("vejledning.txt", ContentFile(b"Kend dine naboer."), save=False)
    made.save()
    return made


def check():
    LinkCheck.objects.update(claimed_for=None)
    return checking.check_due()


class TestWhatIsBroken:
    def test_a_link_in_a_text(self, target):
        linking(page_link(target))
        assert (check(), states()) == (0, {})

        target.unpublish()
        assert (check(), states()) == (1, {f"page:{target.pk}": State.UNPUBLISHED})
        assert ListedLink.objects.get().label == "Målet"

        target.delete()
        assert (check(), states()) == (1, {f"page:{target.pk}": State.DELETED})

    def test_a_link_that_works_again(self, target):
        linking(page_link(target))
        target.unpublish()
        check()
        Page.objects.get(pk=target.pk).specific.save_revision().publish()

        assert (check(), states()) == (0, {})

    def test_a_chosen_page(self, target):
        block = {"title": "", "entries": [{"type": "item", "id": "1", "value": target.pk}]}
        linking([{"type": "related_pages", "value": block}])
        target.delete()

        assert (check(), states()) == (1, {f"page:{target.pk}": State.DELETED})

    def test_a_private_page_but_not_from_its_neighbour(self, target):
        linking(page_link(target))
        below = factories.make_standard_page("Under")
        below.move(target, "last-child")
        below = Page.objects.get(pk=below.pk).specific
        below.body = page_link(target)
        below.save()
        PageViewRestriction.objects.create(page=target, restriction_type="login")

        assert (check(), states()) == (1, {f"page:{target.pk}": State.PRIVATE})

    def test_documents(self, document):
        linking(text(f'<p><a linktype="document" id="{document.pk}">fil</a></p>'))
        block = {
            "title": "",
            "entries": [
                {"type": "item", "id": "1", "value": {"document": document.pk, "label": ""}}
            ],
        }
        linking([{"type": "documents", "value": block}], "Liste")
        linking(address(document.url), "Adresse")
        assert check() == 0

        key = document.pk
        url = document.url
        document.delete()
        assert check() == 3
        assert states() == {f"document:{key}": State.DELETED, url: State.DELETED}

    @pytest.mark.parametrize(
        "url",
        [
            "/da/maalet/",
            "/da/maalet",
            f"{HOME}/da/maalet/?a=b#c",
            "/da/",
            "/da/forum/",
            "/da/gammel/",
            "/media/billede.jpg",
        ],
    )
    def test_addresses_of_our_own_that_lead_somewhere(self, target, url):
        Redirect.objects.create(old_path="/da/gammel", redirect_page=target)
        linking(address(url))

        assert (check(), states()) == (0, {})

    @pytest.mark.parametrize(
        "url", ["/da/ingenting/", "/da/maalet/ingenting/", "/ingenting", f"{HOME}/da/xx/"]
    )
    def test_addresses_of_our_own_that_lead_nowhere(self, target, url):
        linking(address(url))

        assert (check(), states()) == (1, {url: State.NOT_FOUND})

    def test_the_address_of_a_page_that_is_not_published(self, target):
        linking(address("/da/maalet/"))
        target.unpublish()

        assert (check(), states()) == (1, {"/da/maalet/": State.UNPUBLISHED})

    def test_other_sites_are_listed_and_not_broken(self):
        linking(address("https://example.org/a"))
        partner = factories.make_partner()
        partner.link = "https://example.org/b"
        partner.save()

        assert check() == 0
        assert states() == dict.fromkeys(
            ["https://example.org/a", "https://example.org/b"], State.EXTERNAL
        )

    def test_threads_and_their_posts(self, alice, theme):
        thread = factories.make_thread(alice, theme)
        post = thread.posts.get()
        addresses = [
            reverse("forum:thread", args=[thread.pk]),
            reverse("forum:post", args=[post.pk]),
        ]
        for number, url in enumerate(addresses):
            linking(address(f"{url}#svar"), f"Side {number}")
        assert (check(), states()) == (0, {})

        Thread.objects.update(is_hidden=True)
        assert check() == 2
        assert set(states().values()) == {State.PRIVATE}

        thread.delete()
        assert check() == 2
        assert set(states().values()) == {State.DELETED}

    def test_events_and_their_dates(self, theme):
        occurrence = factories.make_occurrence(theme)
        event = occurrence.event
        for number, url in enumerate(
            [
                reverse("events:sign_up", args=[occurrence.pk]),
                reverse("events:ics", args=[occurrence.pk]),
                reverse("events:series_ics", args=[event.pk]),
                reverse("events:poster", args=[event.pk, "a4"]),
            ]
        ):
            linking(address(url), f"Side {number}")
        assert (check(), states()) == (0, {})

        Event.objects.update(is_published=False)
        assert check() == 4
        assert set(states().values()) == {State.PRIVATE}

        event.delete()
        assert check() == 4
        assert set(states().values()) == {State.DELETED}

    @pytest.mark.parametrize("url", ["mailto:a@example.org", "#sted", "tel:114", "http://["])
    def test_what_is_no_link_to_a_page_is_no_error(self, url):
        linking(address(url))

        assert check() == 0

    def test_the_settings_of_the_site(self, target):
        SiteSettings.objects.update_or_create(pk=1, defaults={"rules_page": target})
        target.unpublish()

        assert (check(), states()) == (1, {f"page:{target.pk}": State.UNPUBLISHED})


class TestWhen:
    @time_machine.travel("2026-03-10 01:30+00:00", tick=False)
    def test_once_a_night(self, target):
        linking(page_link(target))
        target.unpublish()
        assert checking.check_due() == 1
        assert checking.check_due() == 0
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=22), tick=False):
            assert checking.check_due() == 0
        with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
            assert checking.check_due() == 1

    def test_tick_calls_it(self, capsys, target):
        linking(page_link(target))
        target.unpublish()
        call_command("tick")

        assert "1 broken links found" in capsys.readouterr().out

    def test_publishing_a_page_checks_its_links(self, target):
        page = linking(page_link(target))
        target.unpublish()
        check()
        page.body = text("<p>Uden link</p>")
        page.save_revision().publish()
        assert states() == {}

        page.body = address("/da/ingenting/")
        page.save_revision().publish()
        assert len(states()) == 1
        page.unpublish()
        assert states() == {}

    def test_a_page_that_is_gone_is_forgotten(self, target):
        page = linking(page_link(target))
        target.unpublish()
        check()
        page.delete()

        assert (check(), states()) == (0, {})

    def test_the_queries_do_not_grow_with_the_pages(self, target):
        def queries():
            with CaptureQueriesContext(
                connection,
            ) as captured:
                check()
            return len(captured)

        linking(page_link(target))
        linking(address("/da/ingenting/"), "Andet")
        linking(address("/da/forum/987654321/"), "Tråd")
        check()
        few = queries()
        for number in range(10):
            urls = f"/da/maalet/{number}/", f"/da/forum/98765432{number}/"
            body = [*page_link(target), *address(urls[0]), *address(urls[1])]
            linking(body, f"Side {number}")
        check()

        assert queries() == few


class TestReport:
    def test_broken_links_come_first(self, as_editor, target):
        page = linking([*address("https://example.org/a"), *page_link(target)])
        target.unpublish()
        check()

        rows = downloaded(as_editor, LINKS)[1:]
        assert [row[:2] for row in rows] == [
            ["Med link", "Målet"],
            ["Med link", "https://example.org/a"],
        ]
        shown = markup_of(as_editor.get(LINKS))
        assert f"/admin/pages/{page.pk}/edit/" in shown
        assert len(downloaded(as_editor, LINKS, leads="nowhere")) == 2
        assert downloaded(as_editor, LINKS, leads="away")[1][1] == "https://example.org/a"

    def test_a_part_of_the_site_has_its_own_links_only(self, as_partner_editor, as_editor):
        linking(address("/da/ingenting/"))
        check()

        assert len(downloaded(as_partner_editor, LINKS)) == 1
        assert len(downloaded(as_editor, LINKS)) == 2

    def test_the_link_of_a_deleted_page_is_no_error(self, as_editor):
        page = linking(address("/da/ingenting/"))
        partner = factories.make_partner()
        partner.link = f"{HOME}/da/ingenting/"
        partner.save()
        check()
        page.delete()
        partner.delete()

        assert len(downloaded(as_editor, LINKS)) == 1
        assert as_editor.get(LINKS).status_code == 200
        assert as_editor.get("/admin/").status_code == 200

    def test_the_dashboard(self, as_editor, as_moderator):
        assert "Med link" not in markup_of(as_editor.get("/admin/desk/panels/"))
        linking([*address("/da/ingenting/"), *address("/da/heller-ikke/")])
        check()

        assert "2 døde links" in markup_of(as_editor.get("/admin/desk/panels/"))
        assert "Med link" not in markup_of(as_moderator.get("/admin/desk/panels/"))
