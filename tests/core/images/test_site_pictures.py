"""Pictures on pages come from renditions that a task has made, and no request makes one."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from core.images.pictures import NO_PICTURE, find_picture
from core.images.rendering import make_renditions
from core.images.uses import SPECS, USES
from core.models import SiteImage, SiteRendition
from home.models import PartnerIndexPage, PartnerPage
from tests import factories
from tests.core.images import pictures
from tests.core.images.pictures import (
    make_image,
    make_page_with,
    photograph,
    shown_image,
    tags_of,
    upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(own_files) -> Path:
    return own_files


@pytest.fixture
def no_request_makes_one(monkeypatch):
    """Every rendition that is made from here on fails the test."""

    def refuse(self, *args, **kwargs):
        raise AssertionError("A request makes a rendition.")

    monkeypatch.setattr(SiteImage, "generate_rendition_file", refuse)


@pytest.fixture
def database_tasks(settings):
    """Tasks wait in the database, as in production. Calling this runs them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def run():
        for row in DBTaskResult.objects.order_by("enqueued_at"):
            # Not with the worker's command, which closes the connection of the test.
            row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
            row.delete()

    return run


def markup(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def send(client, url: str, **data):
    form = {"title": "Torvet", "description": "Torvet", "collection": "1", **data}
    response = client.post(url, form)
    assert response.status_code == 302


def assert_is_shown(html: str, media: Path) -> None:
    """Check the picture of a photograph of 1200 × 800 in the body of a page."""
    img = shown_image(html)
    assert (img["width"], img["height"]) == ("960", "640")
    assert img["decoding"] == "async"
    assert img["sizes"]
    sources = tags_of(html, "source")
    assert [source["type"] for source in sources] == ["image/avif", "image/webp"]
    for tag, suffix in (*zip(sources, ("avif", "webp"), strict=True), (img, "jpg")):
        urls = [candidate.split()[0] for candidate in tag["srcset"].split(", ")]
        assert re.findall(r" (\d+)w", tag["srcset"]) == ["480", "960"]
        assert tag["sizes"] == img["sizes"]
        for url in urls:
            assert url.endswith(f".{suffix}")
            assert (media / url.removeprefix("/media/")).is_file()


def test_an_upload_is_shown_and_the_request_makes_nothing(
    as_editor, client, media, django_capture_on_commit_callbacks, monkeypatch
):
    """With TASKS=immediate."""
    with django_capture_on_commit_callbacks(execute=True):
        send(as_editor, reverse("wagtailimages:add"), file=upload())
    page = make_page_with(SiteImage.objects.get())
    stored = SiteRendition.objects.count()

    assert_is_shown(markup(client, page.url), media)
    assert SiteRendition.objects.count() == stored == len(SPECS)


def test_before_the_worker_has_run_there_is_a_box_with_the_text(
    as_editor, client, media, database_tasks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(as_editor, reverse("wagtailimages:add"), file=upload())
    page = make_page_with(SiteImage.objects.get())

    html = markup(client, page.url)

    img = shown_image(html)
    assert (img["src"], img["width"], img["height"]) == (NO_PICTURE, "960", "640")
    assert "<source" not in html
    assert "srcset" not in img
    assert not SiteRendition.objects.exists()
    database_tasks()
    assert_is_shown(markup(client, page.url), media)


def test_code_that_saves_an_image_queues_the_task_on_commit(
    database_tasks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make_image()
        assert not DBTaskResult.objects.filter(task_path__contains="make_renditions").exists()

    assert DBTaskResult.objects.filter(task_path__contains="make_renditions").count() == 1


@pytest.mark.parametrize("way", ["admin", "code"])
def test_a_replaced_file_is_shown(
    as_editor, client, media, database_tasks, django_capture_on_commit_callbacks, way
):
    image = make_image()
    make_renditions(image.pk)
    page = make_page_with(image)
    with django_capture_on_commit_callbacks(execute=True):
        new = upload(photograph(pictures.RED, (900, 900)))
        if way == "admin":
            send(as_editor, reverse("wagtailimages:edit", args=[image.pk]), file=new)
        else:
            image.file = new
            image.save()

    assert shown_image(markup(client, page.url))["src"] == NO_PICTURE
    database_tasks()
    img = shown_image(markup(client, page.url))
    assert (img["width"], img["height"]) == ("900", "900")
    assert pictures.is_near(
        pictures.colour_of(media / img["src"].removeprefix("/media/")), pictures.RED
    )
    # Nothing is left of the picture before.
    assert SiteRendition.objects.count() == len(SPECS)
    files = {path.relative_to(media).as_posix() for path in (media / "images").iterdir()}
    assert files == set(SiteRendition.objects.values_list("file", flat=True))


def test_a_new_focal_point_cuts_anew(as_editor, database_tasks, django_capture_on_commit_callbacks):
    image = make_image()
    make_renditions(image.pk)
    before = find_picture(image, "theme")
    focus = {"x": 100, "y": 100, "width": 50, "height": 50}
    with django_capture_on_commit_callbacks(execute=True):
        data = {f"focal_point_{name}": value for name, value in focus.items()}
        send(as_editor, reverse("wagtailimages:edit", args=[image.pk]), **data)

    # Shown as it was until the task has run.
    assert find_picture(SiteImage.objects.get(), "theme") == before
    database_tasks()
    after = find_picture(SiteImage.objects.get(), "theme")
    assert not after.is_missing
    assert after.url != before.url
    assert SiteRendition.objects.count() == len(SPECS)


def test_an_image_that_was_deleted_before_the_worker_runs_fails_nothing(
    database_tasks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image()
        image.delete()

    database_tasks()

    assert not SiteRendition.objects.exists()


def test_a_page_with_more_pictures_has_as_many_queries(client):
    pages = []
    for count in (1, 5):
        images = [make_image(f"Torvet {count}.{number}") for number in range(count)]
        for image in images:
            make_renditions(image.pk)
        pages.append(make_page_with(*images, title=f"Side {count}"))

    counts = []
    for page in pages:
        client.get(page.url)
        with CaptureQueriesContext(connection) as captured:
            html = markup(client, page.url)
        assert NO_PICTURE not in html
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_only_the_picture_that_a_page_begins_with_is_not_lazy(client):
    page = make_page_with(make_image("Torvet"), make_image("Havnen"))

    html = markup(client, page.url)

    assert shown_image(html, "Torvet")["loading"] == "eager"
    assert shown_image(html, "Havnen")["loading"] == "lazy"


def test_a_decorative_image_has_no_text(client):
    image = make_image()
    image.decorative = True
    page = make_page_with(image)

    html = markup(client, page.url)

    assert shown_image(html, "")["src"] == NO_PICTURE
    assert "Torvet" not in html


def test_a_logo_keeps_its_transparency(client, media):
    logo = make_image("Logo", pictures.odd.encoded(pictures.odd.see_through(), "PNG"), "logo.png")
    make_renditions(logo.pk)
    partner = factories.make_partner()
    partner.logo = logo
    partner.save()
    front = factories.front_page()
    index = front.add_child(
        instance=PartnerIndexPage(title="Partnere", slug="partnere", locale=front.locale)
    )
    page = index.add_child(
        instance=PartnerPage(title="Kommunen", partner=partner, locale=front.locale)
    )

    html = markup(client, page.url)

    img = shown_image(html, partner.name)
    assert img["src"].endswith(".png")
    assert (img["width"], img["height"]) == ("64", "48")
    assert [source["type"] for source in tags_of(html, "source")] == ["image/avif", "image/webp"]
    with pictures.Image.open(media / img["src"].removeprefix("/media/")) as picture:
        assert picture.has_transparency_data


@pytest.mark.parametrize("tag", ["source", "img"])
def test_the_picture_of_a_theme_is_shown_on_every_page_of_it(
    client, theme, as_if_committed, request, tag
):
    theme.picture = make_image()
    theme.save()
    make_renditions(theme.picture.pk)
    request.getfixturevalue("no_request_makes_one")
    theme_page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(theme_page)
    event = factories.make_event_page(theme)

    for url in ("/da/", theme_page.url, campaign.url, event.url, "/da/temaer/", "/da/kampagner/"):
        html = markup(client, url)
        shown = [each for each in tags_of(html, tag) if "fill-800x600" in each.get("srcset", "")]
        assert shown, url
        for each in shown:
            assert each["sizes"], url
            assert re.findall(r" (\d+)w", each["srcset"]) == ["400", "800"]
            if tag == "img":
                assert (each["width"], each["height"], each["alt"]) == ("800", "600", "")


# --- Templates ---------------------------------------------------------------------------------

TEMPLATES = [
    path
    for path in (django_settings.BASE_DIR / "templates").rglob("*.html")
    if "admin" not in path.parts
]
# The file of a data export is read at home, from the folder beside its pictures.
NOT_OF_THE_SITE = {"residents/export/index.html"}


def test_templates_ask_for_what_is_made():
    """A use that nothing makes would show boxes for ever, and one that nobody shows is a waste."""
    named = {"theme"}  # by core.themes
    for path in TEMPLATES:
        text = path.read_text()
        named |= set(re.findall(r"{% site_picture \S+ [\"'](\w+)[\"']", text))
        assert text.count("{% site_picture") == len(re.findall(r"{% site_picture \S+ [\"']", text))
        # These make renditions.
        assert "wagtailimages_tags" not in text, path

    assert named == set(USES)


def test_no_code_of_the_site_makes_renditions_in_a_request():
    """Only `core.images.renditions`, for the admin."""
    for app in ("core", "campaigns", "events", "forum", "home", "notifications", "residents"):
        for path in (django_settings.BASE_DIR / app).rglob("*.py"):
            if path.name != "renditions.py":
                assert not re.search(r"\.(get|create)_renditions?\(", path.read_text()), path


def test_every_img_says_its_size_and_how_it_is_loaded():
    for path in TEMPLATES:
        name = path.relative_to(django_settings.BASE_DIR / "templates").as_posix()
        if name in NOT_OF_THE_SITE:
            continue
        # Tags of Django may have signs of HTML in them.
        for tag in re.findall(r"<img\b[^>]*>", re.sub(r"{%.*?%}", "x", path.read_text())):
            missing = {"width", "height", "alt", "loading", "decoding"} - set(
                pictures.attributes_of(tag)
            )
            assert not missing, (name, tag)
