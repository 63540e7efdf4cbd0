"""Videos, maps, buttons and links in text: what is loaded from elsewhere, and when."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from core.blocks import BodyBlock
from core.videos import find_video
from tests import factories
from tests.core.blocks import samples
from tests.core.blocks.samples import block, body

pytestmark = pytest.mark.django_db

YOUTUBE, VIMEO = "https://www.youtube-nocookie.com", "https://player.vimeo.com"


def page_with(*blocks):
    page = factories.make_standard_page()
    page.body = body(page, blocks)
    page.save()
    return page


def policy_of(answer) -> dict[str, str]:
    directives = (each.strip() for each in answer["Content-Security-Policy"].split(";"))
    return {name: sources for name, _blank, sources in (each.partition(" ") for each in directives)}


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        ("https://www.youtube.com/watch?v=aB3_-aB3_-a&t=10", f"{YOUTUBE}/embed/aB3_-aB3_-a"),
        ("https://m.youtube.com/watch?list=x&v=aB3_-aB3_-a", f"{YOUTUBE}/embed/aB3_-aB3_-a"),
        ("https://youtu.be/aB3_-aB3_-a?si=x", f"{YOUTUBE}/embed/aB3_-aB3_-a"),
        ("https://www.youtube.com/shorts/aB3_-aB3_-a", f"{YOUTUBE}/embed/aB3_-aB3_-a"),
        ("https://vimeo.com/123456789", f"{VIMEO}/video/123456789"),
        ("https://vimeo.com/123456789/abcdef1234", f"{VIMEO}/video/123456789"),
        ("https://player.vimeo.com/video/123456789?h=abcdef1234", f"{VIMEO}/video/123456789"),
    ],
)
def test_the_addresses_that_people_copy_are_videos(url, frame):
    assert find_video(url).frame_url.partition("?")[0] == frame


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            None,
            "vimeo.com/123456789",
            "javascript:alert(1)",
            "https://[",
            "https://vimeo.com/",
        ),
        *("https://youtube.com/watch?v=short", "https://youtube.com/watch", "https://youtu.be/"),
        *("https://evil.example/watch?v=aB3_-aB3_-a", "https://youtube.com.evil.example/x"),
        "https://youtu.be/aB3_-aB3_-a/../../x",
    ],
)
def test_other_addresses_are_none(url):
    assert find_video(url) is None


def test_only_the_page_of_a_video_may_show_its_host(client):
    value = {"title": "Filmen", "url": "https://vimeo.com/123456789"}
    answer = client.get(page_with(block("video", value), block("video", value)).url)

    assert policy_of(answer)["frame-src"] == VIMEO
    shown = BeautifulSoup(answer.content, "html.parser").main
    assert not shown.select("iframe")
    # Without script, the button leads to the video.
    links = [link["href"] for link in shown.select("a.video__link")]
    assert links == [value["url"], value["url"]]

    other = client.get(factories.make_standard_page("Uden video").url)
    assert "frame-src" not in policy_of(other)


def test_a_map_loads_tiles_from_its_server_alone(client, settings):
    settings.MAP_TILE_URL = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    value = {"title": "Pladsen", "latitude": "57.4642", "longitude": "9.9823"}
    answer = client.get(page_with(block("map", value)).url)
    assert policy_of(answer)["img-src"].split() == ["'self'", "data:", "https://*.tiles.example"]
    [place] = BeautifulSoup(answer.content, "html.parser").select("[data-map]")
    assert (place["data-latitude"], place["data-longitude"]) == ("57.4642", "9.9823")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('<p><a href="https://example.org/?a=1&amp;b=2">x</a></p>', None),
        ('<p><a href="mailto:bo@example.org">x</a></p>', None),
        ('<p><a href="javascript:alert(1)">x</a></p>', "<p>x</p>"),
        ("<p>x<script>alert(1)</script></p>", "<p>x</p>"),
        ('<p onclick="alert(1)">x</p>', "<p>x</p>"),
        ('<p>x<embed embedtype="image" id="1" format="left"/></p>', "<p>x</p>"),
        ('<p><a linktype="page" id="99999999999999999999">x</a></p>', "<p>x</p>"),
        ('<p><a linktype="document" id="²">x</a></p>', "<p>x</p>"),
        ('<p><a linktype="page">x</a></p>', "<p>x</p>"),
        ('<p><a linktype="unknown" id="1">x</a></p>', "<p>x</p>"),
    ],
)
def test_links_in_text_are_safe(client, written, shown):
    page = client.get(page_with(block("text", written)).url).content.decode()
    assert (shown or written) in page


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("video", {"title": "x", "url": "https://example.org/", "image": None}, "url"),
        ("button", {"label": "x", "page": None, "url": "", "note": ""}, "url"),
        ("people", {"entries": [samples.item({"name": "x", "phone": "ring", "email": ""})]}, None),
    ],
)
def test_what_is_wrong_has_a_message_at_its_field(name, value, field):
    chosen = BodyBlock().child_blocks[name]
    with pytest.raises(ValidationError) as error:
        chosen.clean(chosen.to_python(value))
    if field:
        assert set(error.value.block_errors) == {field}


def test_a_button_leads_to_one_place(client):
    target = factories.make_standard_page("Målet")
    chosen = BodyBlock().child_blocks["button"]
    both = {"label": "x", "page": target.pk, "url": "https://example.org/", "note": ""}
    with pytest.raises(ValidationError):
        chosen.clean(chosen.to_python(both))

    one = chosen.clean(chosen.to_python({**both, "url": ""}))
    assert one["page"].pk == target.pk
