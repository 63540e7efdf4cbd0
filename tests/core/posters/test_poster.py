"""A poster, whatever it is about."""

import io

import pytest
from django.core.cache import cache
from PIL import Image

from core.posters.poster import Poster, PosterFact
from core.typesetting import typesetter
from tests.core.posters.pdf import read_codes, read_svg_code

pytestmark = pytest.mark.django_db

POSTER = Poster(
    language="da",
    title="Grillaften på Søvej – alle er velkomne",
    url="/da/kalender/grillaften/",
    lead="Tag naboen med.",
    facts=(PosterFact("Hvornår", ("I morgen kl. 17",)), PosterFact("Hvor", ("Søvej 3",))),
)


@pytest.mark.parametrize("size", ["a4", "a6"])
def test_the_codes_of_the_file_lead_to_the_page(settings, size):
    """Typst draws the same document as a picture."""
    png = typesetter.make_png(
        "poster.typ",
        POSTER._data(size),
        drawing="<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'/>",
    )
    with Image.open(io.BytesIO(png)) as page:
        picture = page.convert("L").resize((page.width * 3, page.height * 3))
    address = settings.BASE_URL + POSTER.url
    assert read_codes(picture) == [address] * {"a4": 1, "a6": 4}[size]


def test_the_code_of_the_page_leads_there_too(settings):
    assert read_svg_code(POSTER.qr_svg) == settings.BASE_URL + POSTER.url


def test_an_address_on_another_host_stays_as_it_is():
    poster = Poster(language="da", title="A", url="https://other.example/da/a/")
    assert poster.address == "https://other.example/da/a/"
    assert poster.short_address == "other.example/da/a"


def test_the_same_poster_is_made_once(monkeypatch):
    cache.clear()
    first = POSTER.pdf("a4")
    monkeypatch.setattr(typesetter, "make_pdf", None)
    assert POSTER.pdf("a4") == first
    with pytest.raises(TypeError):
        POSTER.pdf("a6")


def test_the_name_of_the_file_is_ascii():
    assert POSTER.file_name("a4").isascii()
    assert Poster(language="da", title="中文", url="/").file_name("a6").endswith("-a6.pdf")
