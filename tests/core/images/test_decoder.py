"""The decoder makes a plain picture of every file that shows one, and refuses the others."""

import io

import pytest
from PIL import Image

from core.images import decoder
from tests.core.images import odd_pictures as odd

RED, BLUE = (220, 30, 20), (20, 40, 200)


@pytest.fixture(autouse=True)
def _without_the_limit_of_pillow(monkeypatch):
    """As `decoder.main` does in its own process."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)


def opened(picture: decoder.CleanPicture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.content))
    image.load()
    return image


def is_near(colour, other) -> bool:
    return all(abs(one - two) < 40 for one, two in zip(colour[:3], other, strict=True))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("name", odd.ACCEPTED)
def test_an_odd_picture_becomes_a_plain_one(name):
    make, extension = odd.ACCEPTED[name]

    picture = decoder.clean(make())

    image = opened(picture)
    assert picture.extension == extension
    assert image.format == {"jpg": "JPEG", "png": "PNG"}[extension]
    assert image.mode in {"RGB", "RGBA"}
    assert image.size == (picture.width, picture.height)
    assert max(image.size) <= decoder.LONGEST_SIDE
    assert not getattr(image, "is_animated", False)
    assert not dict(image.getexif())
    assert not {"icc_profile", "exif", "comment", "xmp", "Location"} & set(image.info)
    for leftover in (odd.SECRET, odd.HTML, b"Canon", b"run.html"):
        assert leftover not in picture.content


UPRIGHT = [name for name in odd.ACCEPTED if "held in way" in name or name in {"JPEG", "HEIC"}]


@pytest.mark.parametrize("name", UPRIGHT)
def test_a_picture_stands_upright(name):
    image = opened(decoder.clean(odd.ACCEPTED[name][0]())).convert("RGB")

    assert image.size == (64, 48)
    assert is_near(image.getpixel((10, 8)), RED)
    for corner in ((56, 8), (10, 40), (56, 40)):
        assert is_near(image.getpixel(corner), BLUE), corner


@pytest.mark.parametrize("name", ["CMYK JPEG", "JPEG with a profile", "palette PNG", "WebP"])
def test_colours_stay(name):
    image = opened(decoder.clean(odd.ACCEPTED[name][0]())).convert("RGB")

    assert is_near(image.getpixel((10, 8)), RED)
    assert is_near(image.getpixel((56, 40)), BLUE)


def test_a_colour_profile_is_applied():
    """In a profile whose red and green are swapped, what is stored as green is shown as red."""
    content = odd.encoded(
        Image.new("RGB", (20, 20), (0, 230, 0)), "PNG", icc_profile=odd.swapped_profile()
    )

    image = opened(decoder.clean(content))

    red, green, _blue = image.getpixel((5, 5))
    assert red > 180
    assert green < 80
    assert "icc_profile" not in image.info


def test_sixteen_bits_of_grey_keep_their_light():
    image = opened(decoder.clean(odd.sixteen_bit_grey())).convert("L")

    middle = image.getpixel((20, 15))
    assert image.getpixel((0, 15)) < 5
    assert 110 < middle < 150
    assert image.getpixel((39, 15)) > 250


@pytest.mark.parametrize("name", ["palette PNG with transparency", "PNG with a transparent colour"])
def test_transparency_stays(name):
    image = opened(decoder.clean(odd.ACCEPTED[name][0]()))

    assert image.mode == "RGBA"
    assert image.getpixel((60, 40))[3] == 0
    assert image.getpixel((5, 5))[3] == 255


def test_a_large_photograph_is_made_smaller():
    picture = decoder.clean(odd.encoded(Image.new("RGB", (6000, 3000), RED), "JPEG"))

    assert (picture.width, picture.height) == (2560, 1280)


@pytest.mark.parametrize("name", odd.REFUSED)
def test_what_is_no_picture_is_refused(name):
    make, code = odd.REFUSED[name]
    expected = decoder.TooManyPixelsError if code == "file_too_many_pixels" else Exception

    with pytest.raises(expected):
        decoder.clean(make())


@pytest.mark.parametrize("name", ["JPEG", "progressive JPEG", "PNG", "GIF", "WebP", "AVIF", "HEIC"])
def test_a_file_cut_off_is_refused_or_whole(name):
    """A few bytes at the end may be missing from a picture that is complete."""
    outcomes = []
    for content in odd.truncated(odd.ACCEPTED[name][0]()):
        try:
            picture = decoder.clean(content)
        except Exception:
            outcomes.append("refused")
        else:
            assert opened(picture).size == (64, 48)
            outcomes.append("whole")

    assert outcomes[:5] == ["refused"] * 5, outcomes
