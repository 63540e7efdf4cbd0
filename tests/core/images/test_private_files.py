"""The stored files of pictures leave the public folder when the hub is upgraded."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.models import SiteImage
from tests.core.images.pictures import make_image

migration = import_module("core.migrations.0013_store_pictures_privately")

pytestmark = pytest.mark.django_db


def test_files_are_moved_and_back(private):
    image, lost = make_image(), make_image()
    content = image.file.read()
    for each in (image, lost):
        each.file.storage.delete(each.file.name)
    default_storage.save(image.file.name, ContentFile(content))

    migration.make_private(apps, None)
    migration.make_private(apps, None)

    stored = SiteImage.objects.get(pk=image.pk).file
    assert stored.open().read() == content
    assert not default_storage.exists(stored.name)
    assert not lost.file.storage.exists(lost.file.name)

    migration.make_public(apps, None)
    with default_storage.open(stored.name) as file:
        assert file.read() == content
    assert not stored.storage.exists(stored.name)
