"""What blocks point at, in a media folder of the test's own."""

import pytest

from tests.core.blocks import samples


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def targets():
    return samples.make_targets()
