"""The script of the writing forms makes large photographs small before they are sent."""

import io
import re

from PIL import Image
from playwright.sync_api import Browser, Route

from tests.browser.conftest import PATIENCE_SECONDS, ROOT

ADDRESS = "http://hub.example/forum/new/"
FORM = """<!doctype html><title>Form</title><main>
<form method="post" enctype="multipart/form-data" action="/forum/new/">
<textarea name="body"></textarea><input type="file" name="file_1"><button>Send</button>
</form></main><script type="module" src="/writing.js"></script>"""
SIDE = 2560


def photograph_on_its_side() -> bytes:
    """Return a photograph as a telephone stores it: lying, with a mark that says so."""
    exif = Image.Exif()
    exif[0x0112] = 6  # the orientation: to be turned right
    output = io.BytesIO()
    noise = Image.effect_noise((4000, 3000), 60).convert("RGB")
    noise.save(output, "JPEG", quality=85, exif=exif)
    return output.getvalue()


def sent_file(chromium: Browser, content: bytes) -> bytes:
    """Choose the file and send the form at once; return the file that is sent."""
    sent: list[bytes] = []

    def answer(route: Route) -> None:
        request = route.request
        if request.url.endswith(".js"):
            route.fulfill(path=ROOT / "static" / "js" / "writing.js")
            return
        if request.method == "POST":
            sent.append(request.post_data_buffer or b"")
        route.fulfill(body=FORM, content_type="text/html")

    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    context.route("http://hub.example/**", answer)
    page = context.new_page()
    page.goto(ADDRESS)
    photograph = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content}
    page.locator("[name=file_1]").set_input_files(photograph)
    with page.expect_navigation():
        page.locator("button").click()
    context.close()
    [body] = sent
    [found] = re.findall(rb'name="file_1".*?\r\n\r\n(.*)\r\n--', body, re.DOTALL)
    return bytes(found)


def test_a_large_photograph_is_sent_small_and_upright(chromium):
    content = photograph_on_its_side()
    assert len(content) > 7_000_000

    sent = sent_file(chromium, content)

    assert len(sent) < 3_000_000
    with Image.open(io.BytesIO(sent)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (SIDE * 3 // 4, SIDE))
        assert not picture.getexif()


def test_what_is_small_or_no_picture_is_sent_as_it_is(chromium):
    for content in (b"\xff\xd8\xff small", b"no picture" * 300_000):
        assert sent_file(chromium, content) == content
