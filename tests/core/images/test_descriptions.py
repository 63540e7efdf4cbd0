"""Pictures are described, or marked as decoration, where editors upload them."""

import pytest
from django.urls import reverse

from core.models import SiteImage
from tests.core.images.test_gate import photograph, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def add(client, **data):
    form = {"title": "Torvet", "file": upload(photograph(), "torvet.jpg"), "collection": "1"}
    return client.post(reverse("wagtailimages:add"), {**form, **data})


def stored(**fields) -> SiteImage:
    """Store a picture as code does, which nobody asks for a description."""
    image = SiteImage(title="Torvet", **fields)
    image.file.save("torvet.jpg", upload(photograph(), "torvet.jpg"), save=False)
    image.save()
    return image


@pytest.mark.parametrize("given", ["", "   "])
def test_an_upload_without_a_description_is_refused_beside_the_field(as_editor, given):
    response = add(as_editor, description=given)

    assert list(response.context["form"].errors) == ["description"]
    assert not SiteImage.objects.exists()


def test_the_chooser_asks_as_well(as_editor):
    data = {
        "image-chooser-upload-title": "Torvet",
        "image-chooser-upload-file": upload(photograph(), "torvet.jpg"),
        "image-chooser-upload-collection": "1",
    }
    as_editor.post(reverse("wagtailimages_chooser:create"), data)

    assert not SiteImage.objects.exists()


def test_a_described_picture(as_editor):
    assert add(as_editor, description="Naboer maler et stakit.").status_code == 302
    assert SiteImage.objects.get().default_alt_text == "Naboer maler et stakit."


def test_decoration_has_no_text_alternative(as_editor):
    assert add(as_editor, is_decorative="on").status_code == 302
    assert SiteImage.objects.get().default_alt_text == ""


def test_decoration_with_a_description_is_refused(as_editor):
    response = add(as_editor, is_decorative="on", description="Et torv.")

    assert list(response.context["form"].errors) == ["is_decorative"]


def test_a_picture_from_before_stays_editable(as_editor):
    url = reverse("wagtailimages:edit", args=[stored().pk])

    assert as_editor.post(url, {"title": "Nyt navn", "collection": "1"}).status_code == 302
    assert SiteImage.objects.get().title == "Nyt navn"


def test_a_description_is_not_taken_away(as_editor):
    url = reverse("wagtailimages:edit", args=[stored(description="Et torv.").pk])

    response = as_editor.post(url, {"title": "Torvet", "collection": "1", "description": ""})
    assert list(response.context["form"].errors) == ["description"]
    data = {"title": "Torvet", "collection": "1", "is_decorative": "on"}
    assert as_editor.post(url, data).status_code == 302
