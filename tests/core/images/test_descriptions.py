"""Pictures are described, or marked as decoration, where editors upload them."""

import pytest
from django.urls import reverse
from django.utils import translation

from core.models import SiteImage
from core.templatetags.core_tags import site_picture
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

    assert list(response.context["form"].errors) == ["description", "file"]
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

    assert list(response.context["form"].errors) == ["is_decorative", "file"]


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


def test_who_has_to_choose_the_file_again_is_told_so(as_editor):
    image = stored(description="Et torv.")
    replaced = {
        "title": "",
        "description": "Et torv.",
        "collection": image.collection_id,
        "file": upload(photograph(), "nyt.jpg"),
    }
    edit = reverse("wagtailimages:edit", args=[image.pk])
    assert set(as_editor.post(edit, replaced).context["form"].errors) == {"title", "file"}
    # Nothing was chosen, so nothing is lost.
    del replaced["file"]
    assert set(as_editor.post(edit, replaced).context["form"].errors) == {"title"}


def test_the_form_for_many_keeps_the_file(as_editor):
    answer = as_editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Torvet", "files[]": upload(photograph(), "torvet.jpg"), "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.json()["success"] is True


def test_a_picture_is_described_in_each_language(as_editor):
    add(as_editor, description="Naboer maler et stakit.", description_en="Neighbours paint.")
    image = SiteImage.objects.get()

    with translation.override("en"):
        assert image.alt_for_reader == "Neighbours paint."
        assert 'alt="Neighbours paint."' in site_picture(image, "body")
    with translation.override("da"):
        assert image.alt_for_reader == image.description
    # Wagtail copies this one into the blocks of a Danish page, whoever chooses the picture.
    assert image.default_alt_text == image.description


def test_the_form_shows_both_descriptions_one_after_the_other(as_editor):
    image = stored(description="Et torv.", translated_descriptions={"en": "A square."})
    form = as_editor.get(reverse("wagtailimages:edit", args=[image.pk])).context["form"]

    assert form["description_en"].value() == "A square."
    names = list(form.fields)
    assert names.index("description_en") == names.index("description") + 1


def test_readers_get_the_first_description_where_there_is_no_other(as_editor):
    image = stored(description="Et torv.", translated_descriptions={"de": "Ein Platz."})
    form = {"title": "Torvet", "description": "Et torv.", "description_en": "", "collection": "1"}
    as_editor.post(reverse("wagtailimages:edit", args=[image.pk]), form)

    image.refresh_from_db()
    assert image.translated_descriptions == {"de": "Ein Platz."}
    with translation.override("en"):
        assert image.alt_for_reader == "Et torv."


@pytest.mark.parametrize("wrong", [{"description_en": "0101701234"}, {"description_en": "x" * 256}])
def test_a_wrong_translated_description_is_refused_beside_its_field(as_editor, wrong):
    response = add(as_editor, description="Et torv.", **wrong)

    assert list(response.context["form"].errors) == ["description_en", "file"]
    assert not SiteImage.objects.exists()


def test_decoration_with_a_translated_description_is_refused(as_editor):
    response = add(as_editor, is_decorative="on", description_en="A square.")

    assert list(response.context["form"].errors) == ["description_en", "file"]


def test_a_text_in_another_language_than_the_page_is_marked():
    """HTML has no language of `alt` but that of its element."""
    image = stored(description="Et torv.", translated_descriptions={"de": "Ein Platz."})
    with translation.override("en"):
        html = site_picture(image, "body")
        assert 'alt="Et torv."' in html
        assert 'lang="da"' in html
        assert image.alt_for_reader.language == "da"
        # What a page says of the picture itself is in the language of the page.
        assert "lang=" not in site_picture(image, "body", alt="A square.")
    for language in ("da", "de"):
        with translation.override(language):
            assert "lang=" not in site_picture(image, "body")


def test_the_copy_in_a_block_is_translated_with_the_picture():
    image = stored(description="Et torv.", translated_descriptions={"en": "A square."})
    image.contextual_alt_text = "Et torv."
    with translation.override("en"):
        html = site_picture(image, "body")
    assert 'alt="A square."' in html
    assert "lang=" not in html


def test_decoration_has_no_language():
    image = stored(is_decorative=True)
    with translation.override("en"):
        html = site_picture(image, "body")
    assert 'alt=""' in html
    assert "lang=" not in html
