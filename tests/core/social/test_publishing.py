"""The pictures of shared pages are made when they are published, and never for a reader."""

import errno
import io

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from core.models import Theme
from core.social import images, publishing
from core.social.cards import default_card, list_card, list_cards
from core.themes import localized_themes
from core.typesetting.typesetter import BusyError
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(private, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def theme_page(theme):
    return factories.make_theme_page(theme)


@pytest.fixture
def campaign(theme_page):
    return factories.make_campaign(theme_page, "Lås din dør på Østergade", live=False)


@pytest.fixture
def with_worker(monkeypatch):
    """Tasks wait for a worker; return those that were queued."""
    queued: list[str] = []
    monkeypatch.setattr(publishing, "_tasks_run_at_once", lambda: False)

    class Task:
        enqueue = staticmethod(queued.append)

    monkeypatch.setattr(publishing, "make_image_task", Task)
    return queued


def card(page):
    return page.specific_class.objects.get(pk=page.pk).social_card(page.locale.language_code)


def path_of(shown, settings) -> str:
    return shown.url.removeprefix(settings.BASE_URL)


def test_publishing_queues_the_picture_once_it_is_committed(
    campaign, with_worker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        campaign.save_revision().publish()
        assert with_worker == []
    assert with_worker == [f"page-{campaign.pk}"]


def test_a_queue_that_fails_stops_no_publishing(
    campaign, monkeypatch, django_capture_on_commit_callbacks
):
    class Task:
        @staticmethod
        def enqueue(_owner):
            raise OSError("The queue is gone")

    monkeypatch.setattr(publishing, "_tasks_run_at_once", lambda: False)
    monkeypatch.setattr(publishing, "make_image_task", Task)
    with django_capture_on_commit_callbacks(execute=True):
        campaign.save_revision().publish()
    campaign.refresh_from_db()
    assert campaign.live


def test_publishing_waits_for_no_picture_where_tasks_run_at_once(
    campaign, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(images, "_make", None)
    with django_capture_on_commit_callbacks(execute=True):
        campaign.save_revision().publish()
    campaign.refresh_from_db()
    assert not images.is_stored(card(campaign))


def test_the_worker_makes_it_and_keeps_it_until_something_changes(campaign, settings, client):
    campaign.save_revision().publish()
    first = card(campaign)
    assert images.make_image(first) is True
    assert images.make_image(first) is False
    response = client.get(path_of(first, settings))
    with Image.open(io.BytesIO(response.content)) as picture:
        assert picture.size == (1200, 630)
    assert len(response.content) < 300_000

    campaign.title = "Et helt andet navn"
    campaign.save_revision().publish()
    second = card(campaign)
    assert not images.is_stored(second)
    images.make_image(second)
    assert not images.is_stored(first)


@pytest.mark.parametrize(
    "title",
    [
        "Æblegrød på Østergade i Ålbæk " * 4,
        "Speciallægepraksisplanlægningsstabiliseringsperiode",
        "Ø",
    ],
)
def test_any_title_fits(theme_page, title):
    page = factories.make_campaign(theme_page, title[:255])
    images.make_image(card(page))
    assert 5_000 < len(images.stored_image(card(page)) or b"") < 300_000


def test_a_reader_makes_none_and_is_led_to_that_of_the_site(
    campaign, with_worker, client, settings, monkeypatch
):
    campaign.save_revision().publish()
    images.make_image(default_card("da"))
    monkeypatch.setattr(images, "_make", None)
    for _time in range(2):
        response = client.get(path_of(card(campaign), settings))
        assert response.headers["Location"] == default_card("da").url
        assert "max-age=60" in response.headers["Cache-Control"]
    # However many ask for it.
    assert with_worker == [f"page-{campaign.pk}"]


def test_before_the_site_has_one_readers_are_told_when_to_come_back(
    campaign, with_worker, client, settings
):
    campaign.save_revision().publish()
    for shown in (card(campaign), default_card("da")):
        response = client.get(path_of(shown, settings))
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "no-store" in response.headers["Cache-Control"]


def test_the_task_makes_none_for_what_is_not_shared(campaign):
    assert publishing.card_of(f"page-{campaign.pk}") is None
    assert publishing.card_of("page-987654321") is None
    assert publishing.card_of("list-unknown-da") is None
    publishing.make_image_task.call(f"page-{campaign.pk}")
    assert not images.is_stored(card(campaign))


def test_tick_makes_what_is_missing_a_few_at_a_time(theme_page, monkeypatch):
    pages = [factories.make_campaign(theme_page, f"Nummer {number}") for number in range(3)]
    made: list[str] = []
    monkeypatch.setattr(images, "_make", lambda shown: made.append(shown.owner) or b"jpeg")
    rounds = 0
    while publishing.make_missing():
        rounds += 1
        assert rounds < 20
    expected = {
        "site-da",
        "site-en",
        f"page-{theme_page.pk}",
        *(f"page-{page.pk}" for page in pages),
    }
    expected |= {shown.owner for language in ("da", "en") for shown in list_cards(language)}
    assert expected <= set(made)
    assert len(made) == len(set(made))
    assert rounds >= len(made) / publishing._PICTURES_PER_TICK


def test_tick_looks_again_only_after_a_change(
    theme, theme_page, monkeypatch, as_if_committed, django_assert_max_num_queries
):
    monkeypatch.setattr(images, "_make", lambda shown: b"jpeg")
    while publishing.make_missing():
        pass
    with django_assert_max_num_queries(1):
        assert publishing.make_missing() == 0

    theme.colour = next(value for value in Theme.Colour.values if value != theme.colour)
    theme.save()
    assert publishing.make_missing() > 0


def test_a_picture_that_fails_stands_in_no_other_s_way(theme_page, monkeypatch):
    def make(shown):
        if shown.page_id == theme_page.pk:
            raise BusyError
        return b"jpeg"

    campaign = factories.make_campaign(theme_page)
    monkeypatch.setattr(images, "_make", make)
    for _round in range(12):
        publishing.make_missing()
    assert images.is_stored(card(campaign))
    assert not images.is_stored(card(theme_page))


def test_a_lost_cache_makes_none_twice(theme_page, monkeypatch):
    monkeypatch.setattr(images, "_make", lambda shown: b"jpeg")
    while publishing.make_missing():
        pass
    cache.clear()
    assert publishing.make_missing() == 0


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_list_of_threads_has_its_own_and_each_theme_one(client, theme, settings, language):
    shown = localized_themes(language).get(theme.pk)
    of_all = list_card("threads", language=language)
    of_theme = list_card("threads", shown, language)
    assert of_all.title != default_card(language).title
    assert of_theme.alt.startswith(shown.name)
    for address, expected in (
        (f"/{language}/forum/", of_all),
        (f"/{language}/forum/?theme={theme.slug}", of_theme),
    ):
        assert f'content="{expected.url}"' in client.get(address).content.decode()
        response = client.get(path_of(expected, settings))
        with Image.open(io.BytesIO(response.content)) as picture:
            assert picture.size == (1200, 630)
    assert client.get(f"/social/list/list-unknown-{language}/abc.jpg").status_code == 404
    assert client.get(f"/social/list/site-{language}/abc.jpg").status_code == 404


class HalfWritten(ContentFile):
    """A file of which the disk takes the first bytes only."""

    def chunks(self, chunk_size=None):
        yield self.read(100)
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_half_picture_and_breaks_no_page(
    campaign, settings, client, monkeypatch
):
    campaign.save_revision().publish()
    shown, storage = card(campaign), storages["private"]
    folder, _slash, name = images._path(shown).rpartition("/")
    if images.is_stored(shown):
        storage.delete(f"{folder}/{name}")
    cache.clear()
    with monkeypatch.context() as full:
        full.setattr(images, "ContentFile", HalfWritten)
        with pytest.raises(OSError, match="No space left"):
            images.make_image(shown)
        assert not images.is_stored(shown)
        assert client.get(path_of(shown, settings)).status_code in {302, 503}
        assert not images.is_stored(shown)
        assert client.get(campaign.url).status_code == 200

    cache.clear()
    images.make_image(shown)
    response = client.get(path_of(shown, settings))
    with Image.open(io.BytesIO(response.content)) as picture:
        picture.load()
        assert picture.size == (1200, 630)
