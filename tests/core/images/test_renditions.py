"""A rendition that fails shows the alternative text, and never fails a page."""

import logging

import pytest
from django.core.files.base import ContentFile
from django.template import Context, Template
from wagtail.images.models import Filter

from core.models import SiteImage
from home.models import PartnerIndexPage, PartnerPage
from tests import factories
from tests.core.images import odd_pictures as odd
from tests.markup import markup_of

SPEC = "width-40|format-jpeg"


@pytest.fixture
def image(db, own_files) -> SiteImage:
    """An image whose stored file is broken, as after a fault of the disk."""
    image = SiteImage(title="Torvet en lørdag", file=ContentFile(odd.turned(1), name="torvet.jpg"))
    image.save()
    (own_files / image.file.name).write_bytes(odd.sixteen_bit_grey()[:60])
    return SiteImage.objects.get(pk=image.pk)


def rendered(tag: str, **context: object) -> str:
    return Template("{% load wagtailimages_tags %}" + tag).render(Context(context))


@pytest.mark.parametrize(
    "tag",
    [
        "{% image image width-40 %}",
        "{% image image width-40 as one %}{{ one.img_tag }}",
        "{% srcset_image image width-{20,40} sizes='9rem' %}",
        "{% picture image format-{avif,webp,jpeg} width-{20,40} sizes='9rem' %}",
        "{% picture image width-40 %}",
    ],
)
def test_each_tag_shows_the_alternative_text(image, tag, caplog):
    with caplog.at_level(logging.ERROR):
        html = rendered(tag, image=image)

    assert 'src="data:,"' in html
    assert 'alt="Torvet en lørdag"' in html
    assert "srcset" not in html
    assert "<source" not in html
    assert f"image {image.pk}" in caplog.text


def test_a_missing_file_shows_the_alternative_text(image):
    image.file.storage.delete(image.file.name)

    html = rendered("{% picture image format-{avif,jpeg} width-40 %}", image=image)

    assert 'alt="Torvet en lørdag"' in html


def test_the_attributes_of_a_missing_rendition(image):
    """As components use a rendition."""
    one = image.get_rendition(SPEC)

    assert (one.url, one.full_url, one.alt) == ("data:,", "data:,", "Torvet en lørdag")
    assert (one.width, one.height) == (64, 48)
    assert image.get_renditions(SPEC, "width-20")["width-20"].url == "data:,"


def test_a_failure_is_not_tried_again_at_once(image, monkeypatch):
    image.get_rendition(SPEC)
    tried = []
    monkeypatch.setattr(SiteImage, "generate_rendition_file", lambda *args: tried.append(args))

    image.get_rendition(SPEC)

    assert tried == []


def test_a_format_that_fails_leaves_the_others(image, monkeypatch):
    image.file.storage.delete(image.file.name)
    image.file.save("torvet.jpg", ContentFile(odd.turned(1)), save=True)
    make = SiteImage.generate_rendition_file

    def fail_for_avif(self, filter: Filter, *, source=None):
        if "avif" in filter.spec:
            raise OSError("no encoder")
        return make(self, filter, source=source)

    monkeypatch.setattr(SiteImage, "generate_rendition_file", fail_for_avif)

    html = rendered("{% picture image format-{avif,webp,jpeg} width-40 %}", image=image)

    assert "image/webp" in html
    assert "avif" not in html
    assert "data:," not in html


def test_pages_with_a_broken_image_stay(image, client):
    page = factories.make_standard_page(
        body=[("picture", {"image": image, "caption": "Sådan så det ud"})]
    )
    partner = factories.make_partner()
    partner.logo = image
    partner.save()
    front = factories.front_page()
    index = front.add_child(
        instance=PartnerIndexPage(title="Partnere", slug="partnere", locale=front.locale)
    )
    partner_page = index.add_child(
        instance=PartnerPage(title="Kommunen", partner=partner, locale=front.locale)
    )

    for shown, alt in ((page, "Torvet en lørdag"), (partner_page, partner.name)):
        response = client.get(shown.url)
        assert response.status_code == 200
        assert f'alt="{alt}"' in markup_of(response)


def test_the_admin_with_a_broken_image_stays(image, as_editor):
    for url in ("/admin/images/", f"/admin/images/{image.pk}/", "/admin/images/chooser/"):
        assert as_editor.get(url).status_code == 200, url
