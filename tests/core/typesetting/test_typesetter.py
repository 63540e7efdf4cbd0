"""Documents and pictures: the letters, the limits, and text that looks like markup."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import ImageFont

from core.theme_colours import TONES, WITHOUT_THEME
from core.typesetting import typesetter
from core.typesetting.typesetter import BusyError

ROOT = Path(__file__).resolve().parents[3]
DRAWING = (ROOT / "static/illustrations/neutral.svg").read_text()
DATA = {
    "size": "a4",
    "language": "da",
    "title": "Ærø – “på” gåtur",
    "lead": "",
    "banner": "",
    "facts": [{"label": "Hvornår", "lines": ["I dag"]}],
    "theme": "Tryghed",
    "site": "Naboskab",
    "tone": "#a8432b",
    "soft": "#f9e5db",
    "ink": "#8a3420",
    "qr": DRAWING,
    "qr_label": "QR-kode",
    "invitation": "Læs mere",
    "address": "example.org/a",
}


def make_poster(**changes: object) -> bytes:
    return typesetter.make_pdf("poster.typ", DATA | changes, drawing=DRAWING)


@pytest.mark.parametrize(
    "title",
    [
        '#panic("no") $x$ *b* \\ <label> @cite #include "poster.typ" // %',
        "Speciallægepraksisplanlægningsstabiliseringsperiode" * 5,
        "ord " * 63,
        "Łódź Ελλάδα Київ 🚲 中文 العربية",
        "a\nb\tc\u200bd",
        "",
    ],
)
@pytest.mark.parametrize("size", ["a4", "a6"])
def test_any_text_is_set(title, size):
    assert make_poster(title=title or "–", lead=title, size=size).startswith(b"%PDF-")


def test_a_picture_of_any_title_has_the_size_of_the_card():
    for title in ("Ø", "Trafiksikkerhed " * 16, "x" * 255):
        png = typesetter.make_png("social_image.typ", DATA | {"title": title}, drawing=DRAWING)
        assert png[1:4] == b"PNG"
        assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (1200, 630)


def test_the_file_is_tagged_and_names_its_language():
    pdf = make_poster()
    assert b"/Lang (da)" in pdf or b"/Lang(da)" in pdf
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid:part" in pdf
    fonts = set(re.findall(rb"/FontName\s*/([\w+-]+)", pdf))
    assert any(b"Literata" in font for font in fonts) or b"/FontFile" in pdf


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_fonts_have_the_letters_of_the_site(weight):
    """The same letters as in the font of the pages, which Typst cannot read."""
    pages = ImageFont.truetype(str(ROOT / "static/fonts/literata.woff2"), 40)
    pages.set_variation_by_axes([700 if weight == "bold" else 400])
    folder = ROOT / "core/typesetting/fonts"
    own = ImageFont.truetype(str(folder / f"literata-{weight}.ttf"), 40)
    for letter in "abzÆØÅæøåÉéÄöü0189–—“”’…§€·":
        assert own.getmask(letter).getbbox() is not None, letter
        assert own.getlength(letter) == pytest.approx(pages.getlength(letter), abs=0.6), letter


def test_more_than_a_few_at_once_are_turned_away(monkeypatch):
    monkeypatch.setattr(typesetter, "_PATIENCE_SECONDS", 0.01)
    taken = 0
    try:
        while typesetter._turns.acquire(blocking=False):
            taken += 1
        assert taken == typesetter._AT_ONCE
        with pytest.raises(BusyError):
            make_poster()
    finally:
        for _turn in range(taken):
            typesetter._turns.release()
    assert make_poster()


def test_a_turn_is_given_back_after_a_failure():
    for _try in range(5):
        with pytest.raises(RuntimeError):
            typesetter.make_pdf("poster.typ", {}, drawing=DRAWING)
    assert make_poster()


MEASURE = """
import json, resource, sys
from core.typesetting import typesetter
data, drawing = json.load(sys.stdin)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for size in ("a4", "a6"):
    for number in range(5):
        data |= {"title": f"Titel {number}", "size": size}
        typesetter.make_pdf("poster.typ", data, drawing=drawing)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_file_takes_little_time_and_memory():
    make_poster()
    start = time.process_time()
    make_poster(title="En anden")
    assert time.process_time() - start < 2
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input=json.dumps([DATA, DRAWING]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 100


def test_the_colours_are_those_of_the_pages():
    css = (ROOT / "static/css/base.css").read_text().partition("prefers-color-scheme")[0]
    for name, tone in TONES.items():
        assert (
            f".tone-{name} {{ --tone: {tone.tone}; --tone-soft: {tone.soft}; "
            f"--tone-ink: {tone.ink}; }}"
        ) in css
    for value in (WITHOUT_THEME.tone, WITHOUT_THEME.soft, WITHOUT_THEME.ink):
        assert value in css
