"""What neighbours write is seen as they typed it: the notices in `data/notices.txt`."""

from pathlib import Path

import pytest

from core.text.markdown import excerpt, plain_text, render_markdown
from tests.seen_text import SeenText, lines_of, seen

_FILE = Path(__file__).parent / "data" / "notices.txt"
NOTICES = _FILE.read_text(encoding="utf-8").rstrip("\n").split("\n%%\n")


def test_there_are_enough_notices():
    assert len(set(NOTICES)) >= 200


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_is_seen_as_typed(notice):
    assert seen(render_markdown(notice)) == lines_of(notice)
    assert lines_of(plain_text(notice)) == lines_of(notice)


@pytest.mark.parametrize("notice", NOTICES)
def test_an_excerpt_is_the_beginning_of_what_was_typed(notice):
    beginning = excerpt(notice, 40)
    assert len(beginning) <= 40
    assert " ".join(notice.split()).startswith(beginning.removesuffix("…"))
    assert excerpt(notice, 10_000) == " ".join(notice.split())


@pytest.mark.parametrize(
    ("typed", "as_seen"),
    [
        ("*kursiv* og **fed**", "kursiv og fed"),
        ("**Husk!** *kun* kontant", "Husk! kun kontant"),
        ("***begge dele***", "begge dele"),
        ("(*i parentes*), “**citat**”.", "(i parentes), “citat”."),
        ("**fed med *kursiv* i**", "fed med kursiv i"),
        ("*kursiv med **fed** i*", "kursiv med fed i"),
        ("**se https://eksempel.dk**", "se https://eksempel.dk"),
        ("*a **b* c**", "a **b c**"),
        ("**3. maj** 3*4*5", "3. maj 3*4*5"),
        ("**@Karen** kommer", "@Karen kommer"),
    ],
)
def test_stars_are_the_only_characters_that_disappear(typed, as_seen):
    assert seen(render_markdown(typed)) == [as_seen]
    assert plain_text(typed) == as_seen
    assert excerpt(typed, 500) == as_seen


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("Se https://www.hjorring.dk/x.", ["https://www.hjorring.dk/x"]),
        ("foreningen@example.dk", ["mailto:foreningen@example.dk"]),
        ("(www.eksempel.dk/a_b)", ["https://www.eksempel.dk/a_b"]),
        ("https://eksempel.dk/wiki/Sted_(by) er", ["https://eksempel.dk/wiki/Sted_(by)"]),
        ("https://a.dk og http://b.dk", ["https://a.dk", "http://b.dk"]),
        ("**https://a.dk/**", ["https://a.dk/"]),
        ("<https://a.dk>", ["https://a.dk"]),
        ("javascript:alert(1) ftp://a.dk file:///a tel:1 //a.dk", []),
        ("https://a.dk\uaaf7 http://xn--a.dk/", []),
        ("kl.19.dk Hej.Så nr.dk eksempel.dk", []),
    ],
)
def test_bare_addresses_are_links(typed, links):
    assert SeenText(render_markdown(typed)).links == links
