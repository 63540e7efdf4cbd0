"""Fixtures for all tests: users, their clients, a theme, an area, and committed data."""

import tempfile
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import setting_changed
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import translation
from django.utils.functional import empty

from core import site_settings
from core.caching import tracking
from core.caching.changes import changes
from core.field_defaults import private_storage
from core.models import Area, Theme
from residents.models import User
from tests import factories, moderation_log, redis_keys
from tests.prepared_database import django_db_setup as django_db_setup  # instead of pytest-django's

FILE_SYSTEM = {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def _forget_private_storage(*, setting: str, **_more: Any) -> None:
    """Look it up anew after a change of the settings, as Django does for its own storages."""
    if setting == "STORAGES":
        private_storage._wrapped = empty


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations, and serve plain static files.

    The manifest of production's static files needs `collectstatic`, and has a test of its own.
    """
    if not hasattr(config, "workerinput"):  # once, before pytest-xdist starts its processes
        call_command("compile_translations", verbosity=0)
    setting_changed.connect(_forget_private_storage)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    private = tempfile.TemporaryDirectory(prefix="private-")
    config.add_cleanup(private.cleanup)
    override_settings(
        STORAGES={
            **settings.STORAGES,
            "staticfiles": plain,
            "private": {**FILE_SYSTEM, "OPTIONS": {"location": private.name}},
        },
        # Setting it makes Django forget the translations that it loaded before they were compiled.
        LOCALE_PATHS=settings.LOCALE_PATHS,
        # Production's is slow on purpose; tests sign many people up.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ).enable()
    redis_keys.install()
    # A busy machine must not fail a test.
    hypothesis.settings.register_profile(
        "tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("tests")
    # WhiteNoise warns when it is not there.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def routes() -> None:
    """Load the routes once as in production: with DEBUG there are more, for all later tests."""
    assert get_resolver().url_patterns


@pytest.fixture(autouse=True)
def clean_slate():
    """No test inherits a cache, a held value or a language from the one before."""
    cache.clear()
    # The log was in the cache.
    changes._log, changes._looked_at = None, float("-inf")
    changes.catch_up()
    changes.forget()
    site_settings._last_known.clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def as_if_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The writes of this test count as committed at once, for held values and pages."""

    def announce(connection: object, table: str) -> None:
        announcement = tracking._Announcement()
        announcement.add(table)
        changes._note(announcement.names)

    monkeypatch.setattr(tracking, "_pending", lambda connection: None)
    monkeypatch.setattr(tracking, "_note_write", announce)


@pytest.fixture
def alice(db: None) -> User:
    """A resident: the owner, where a test needs one."""
    return factories.make_user("alice@example.org", "Alice")


@pytest.fixture
def bob(db: None) -> User:
    """Another resident."""
    return factories.make_user("bob@example.org", "Bob")


@pytest.fixture
def moderator(db: None) -> User:
    """A moderator."""
    return factories.make_user("moderator@example.org", "Mona", groups=("Moderators",))


@pytest.fixture
def editor(db: None) -> User:
    """An editor."""
    return factories.make_user("redaktor@example.org", "Rie", groups=("Editors",))


def _signed_in(user: User) -> Client:
    client = Client()
    factories.sign_in(client, user)
    return client


@pytest.fixture
def as_alice(alice: User) -> Client:
    """Alice's browser."""
    return _signed_in(alice)


@pytest.fixture
def as_bob(bob: User) -> Client:
    """Bob's browser."""
    return _signed_in(bob)


@pytest.fixture
def as_moderator(moderator: User) -> Client:
    """The moderator's browser."""
    return _signed_in(moderator)


@pytest.fixture
def as_editor(editor: User) -> Client:
    """The editor's browser."""
    return _signed_in(editor)


@pytest.fixture
def theme(db: None) -> Theme:
    """A theme."""
    return factories.make_theme()


@pytest.fixture
def area(db: None) -> Area:
    """A town."""
    return factories.make_area()


@pytest.fixture
def own_files(settings, tmp_path):
    """One folder for all files of a test, the public and the private ones."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**FILE_SYSTEM, "OPTIONS": {"location": str(tmp_path)}},
    }
    return tmp_path


@pytest.fixture
def private(settings, tmp_path):
    """The storage of data exports, for one test."""
    folder = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**FILE_SYSTEM, "OPTIONS": {"location": str(folder)}},
    }
    return folder


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Commit to the database, for all threads and processes; afterwards delete the new rows.

    Not `transaction=True`: that empties every table, and later tests need the rows that migrations
    make.
    """
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with django_db_blocker.unblock():
        ContentType.objects.clear_cache()
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
        try:
            yield
        finally:
            # References are checked at the end, so the order does not matter.
            with moderation_log.deletable(), transaction.atomic():
                for model, kept in before.items():
                    made = model._base_manager.exclude(pk__in=kept)
                    made._raw_delete(made.db)
            connection.close()
