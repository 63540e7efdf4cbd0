"""Tasks for one image at the same time make each rendition once."""

from functools import partial

import pytest

from core.images.rendering import make_renditions
from core.images.uses import SPECS
from core.models import SiteImage, SiteRendition
from tests.core.images.pictures import make_image, photograph
from tests.races.threads import errors_in, run_concurrently


@pytest.fixture
def committed_image(committed, own_files, settings) -> SiteImage:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return make_image(content=photograph(size=(60, 40)))


def test_tasks_at_once_make_each_once(committed_image, tmp_path):
    results = run_concurrently([partial(make_renditions, committed_image.pk)] * 4, workers=4)

    assert errors_in(results) == []
    assert sum(results) == len(SPECS) == SiteRendition.objects.count()
    assert len(list((tmp_path / "images").iterdir())) == len(SPECS)


@pytest.mark.parametrize(
    "delete", [SiteImage.delete, lambda image: SiteImage.objects.all().delete()]
)
def test_an_image_that_is_deleted_meanwhile_leaves_nothing(committed_image, delete):
    results = run_concurrently(
        [partial(make_renditions, committed_image.pk), partial(delete, committed_image)], workers=2
    )

    assert errors_in(results) == []
    assert not SiteRendition.objects.exists()
