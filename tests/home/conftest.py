"""The demo site, a copy for each module; and pages of each type with a translation."""

from collections.abc import Iterator
from unittest import mock

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from home.models import ThemePage
from tests import factories
from tests.demo_site import demo_content as demo_content  # a fixture
from tests.home.translated_pages import TYPES, Pair, fresh, theme_page, translate
from tests.prepared_database import use


@pytest.fixture(scope="module")
def _site(demo_content, django_db_blocker, tmp_path_factory):
    before = connection.settings_dict["NAME"]
    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        demo_content.copied(folder) as site,
        site.files(),
    ):
        use(site.database_name)
        ContentType.objects.clear_cache()
        try:
            yield
        finally:
            use(before)
            ContentType.objects.clear_cache()


@pytest.fixture
def demo(_site, db):
    """The demo site as it was built. What a test changes is rolled back."""


@pytest.fixture(scope="module")
def pairs(django_db_setup: None, django_db_blocker) -> Iterator[dict[str, Pair]]:
    """A pair of each type, made once. What a test does to them is rolled back."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        # Django closes the connection after each test, which would lose the transaction.
        mock.patch.object(connection, "close"),
    ):
        made = {name: make() for name, make in TYPES.items()}
        for source, _translation in made.values():
            fresh(source).save_revision().publish()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(params=TYPES)
def pair(request, pairs, db) -> Pair:
    source, translation = pairs[request.param]
    return fresh(source), fresh(translation)


@pytest.fixture
def elsewhere(pair) -> Pair:
    """Another parent for the pair, in both languages."""
    source = pair[0]
    if source.get_parent().specific_class is ThemePage:
        return tuple(map(fresh, theme_page("digital")))
    section = factories.make_standard_page("Afdelingen")
    return fresh(section), fresh(translate(section, "The section"))
