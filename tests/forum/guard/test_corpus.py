"""How often the guard stops ordinary posts, and how often it lets bad ones through.

A false alarm is an ordinary post that is refused or held, or that is asked about although the text
says whose number or address it is. Where the text leaves that open ("?"), a question is right.
"""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from core.text.fields import MarkdownField
from forum.guard.check import check

FOLDER = Path(__file__).parent
# Shares of the posts.
MOST_FALSE_ALARMS, LEAST_HITS = 0.02, 0.90


def read(name: str) -> list[list[str]]:
    """Return the first word and the text of each post of a file."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split(" ", 1) for line in lines if line and not line.startswith("#")]


def what_happens(text: str, *, is_safety: bool) -> str:
    """Return refuse, hold, ask or publish."""
    try:
        clean = MarkdownField().clean(text)
    except ValidationError:
        return "refuse"
    verdicts = {str(each.verdict) for each in check([clean], is_safety=is_safety)}
    return "hold" if "hold" in verdicts else "ask" if verdicts else "publish"


def test_few_ordinary_posts_are_stopped():
    posts = read("ordinary.txt")
    alarms = []
    for sign, text in posts:
        happened = what_happens(text, is_safety=sign.startswith("!"))
        if happened != "publish" and not (happened == "ask" and sign.endswith("?")):
            alarms.append(f"{happened}: {text}")

    share = len(alarms) / len(posts)
    print(
        f"False alarms: {len(alarms)} of {len(posts)} ordinary posts ({share:.1%})",
        *alarms,
        sep="\n",
    )
    assert len(posts) >= 300
    assert share <= MOST_FALSE_ALARMS


def test_most_bad_posts_are_stopped():
    posts = read("bad.txt")
    missed = []
    for sign, rest in posts:
        expected, text = rest.split(" ", 1)
        happened = what_happens(text, is_safety=sign == "!")
        if happened != expected:
            missed.append(f"{happened}, not {expected}: {text}")

    share = 1 - len(missed) / len(posts)
    print(
        f"Hits: {len(posts) - len(missed)} of {len(posts)} bad posts ({share:.1%})",
        *missed,
        sep="\n",
    )
    assert len(posts) >= 100
    assert share >= LEAST_HITS


@pytest.mark.parametrize("name", ["ordinary.txt", "bad.txt"])
def test_every_post_stands_once(name):
    texts = [text for _sign, text in read(name)]

    assert len(set(texts)) == len(texts)
