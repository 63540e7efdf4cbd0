"""The demo site as a fixture: each module has a copy of the one that was built for the run."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import override_settings

from tests.demo_site import demo_content as demo_content  # a fixture
from tests.prepared_database import use


@pytest.fixture(scope="module")
def _site(demo_content, django_db_blocker, tmp_path_factory):
    before = connection.settings_dict["NAME"]
    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        demo_content.copied(folder) as site,
        override_settings(MEDIA_ROOT=site.media),
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
