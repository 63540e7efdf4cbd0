"""The demo content: built once in each run, and copied for each site or module that needs it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from home.demo import load
from tests.databases import copied, store_of
from tests.environment import PROCESS, RUN
from tests.prepared_database import TEMPLATE, digest, use

# Of every account of the demo site that can sign in.
PASSWORD = "demo password for tests"
DATABASE = f"test_demo_{RUN}"


@dataclass(frozen=True)
class DemoSite:
    """A copy of the demo site's database and of its files."""

    database_name: str
    database_url: str
    media: Path
    private: Path

    def files(self) -> override_settings:
        """Return a context in which the hub has the files of this copy."""
        return _files(self.media, self.private)


@dataclass(frozen=True)
class DemoContent:
    """The demo content of this run. Tests work on copies of it."""

    folder: Path

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def private(self) -> Path:
        return self.folder / "private"

    @contextmanager
    def copied(self, folder: Path) -> Iterator[DemoSite]:
        """Copy the demo site into `folder`; on PostgreSQL, into a database that is dropped."""
        media, private = folder / "media", folder / "private"
        shutil.copytree(self.media, media)
        shutil.copytree(self.private, private)
        with copied(folder, source=store_of().setting(DATABASE)) as (name, url):
            yield DemoSite(name, url, media, private)


@pytest.fixture(scope="session")
def demo_content(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[DemoContent]:
    """The demo content. The first process that asks builds it; the last that used it removes it."""
    base = tmp_path_factory.getbasetemp()
    # The processes of pytest-xdist have folders of their own in the run's.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    users = folder / "users"
    content = DemoContent(folder)
    users.mkdir(parents=True, exist_ok=True)
    with _lock(folder), django_db_blocker.unblock():
        if not any(users.iterdir()):
            _build(content)
        (users / PROCESS).touch()
    yield content
    with _lock(folder), django_db_blocker.unblock():
        (users / PROCESS).unlink()
        if not any(users.iterdir()):
            store_of().remove(DATABASE)
            shutil.rmtree(content.media)
            shutil.rmtree(content.private)


def _files(media: Path, private: Path) -> override_settings:
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(private)},
    }
    return override_settings(MEDIA_ROOT=media, STORAGES={**settings.STORAGES, "private": storage})


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(content: DemoContent) -> None:
    content.media.mkdir()
    content.private.mkdir()
    store, before = store_of(), connection.settings_dict["NAME"]
    store.copy(TEMPLATE + digest(), DATABASE)
    use(store.setting(DATABASE))
    ContentType.objects.clear_cache()
    try:
        with (
            _files(content.media, content.private),
            translation.override(settings.LANGUAGE_CODE),
        ):
            assert load.is_empty()
            load.load(password=PASSWORD, report=lambda step: None)
    except BaseException:
        shutil.rmtree(content.media)
        shutil.rmtree(content.private)
        raise
    finally:
        use(before)
        cache.clear()
