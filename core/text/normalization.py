"""Normalise Unicode: the one home of composition, case, white space, signs and Danish letters.

A text is stored as it was typed, but composed (`compose`). Texts are compared by a key.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import PurePath

import idna
from anyascii import anyascii
from django.utils.text import slugify

# How Danish names are written without Danish letters: “Aabenraa”, “Soenderborg”.
DANISH_LETTERS = {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"}
_TRANSLITERATED = str.maketrans(DANISH_LETTERS)
# Danish order: æ, ø and å follow z. Swedish and German letters stand with theirs.
_SORTED = str.maketrans("æøåäö", "{|}{|")

# Characters that people type for one another, or that a program types for them.
_APOSTROPHES = "'`´‘’‛′ʹʻʼˈꞌ＇"
_HYPHENS = "-‐‑‒–−﹣－"
_TYPED = str.maketrans(
    dict.fromkeys(_APOSTROPHES[1:], "'") | dict.fromkeys(_HYPHENS[1:] + "—―﹘", "-")
)
# White space within a line. A zero-width space is none: it joins what it stands between.
_BLANKS = r"[^\S\r\n\v\f\x1c-\x1e\x85\u2028\u2029]"

# Invisible characters that people paste from web pages: soft hyphens, zero-width spaces, byte order
# marks. Joiners are not among them, since emoji and Persian words contain them.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


# The longest run of combining marks in any language's words is shorter. More of them cover the
# lines above and below, and take quadratic time to sort into form C.
_MOST_MARKS = 8


def compose(text: str) -> str:
    """Return `text` in Unicode's form C: å is one character, not a and a ring.

    A text with too many marks on one letter stays as it is: see `has_stacked_marks`.
    """
    if text.isascii() or has_stacked_marks(text):
        return text
    return unicodedata.normalize("NFC", text)


def has_stacked_marks(text: str) -> bool:
    """Return whether a letter of `text` has more combining marks than any language's."""
    return not text.isascii() and _stacked_marks().search(text) is not None


def remove_invisible(text: str) -> str:
    """Return `text` without soft hyphens, zero-width spaces and byte order marks."""
    return text.translate(_INVISIBLE)


def collapse_blanks(text: str) -> str:
    """Return `text` as one line: each run of white space is one space, and the ends have none."""
    return " ".join(text.split())


def comparison_key(text: str) -> str:
    """Return a key that is equal for texts that differ only in how they were typed.

    It ignores composition, case, white space, invisible characters, and which apostrophe or
    hyphen was typed. Letters count: “Ål” and “Aal” are two names.
    """
    if has_stacked_marks(text):
        text = _stacked_marks().sub("", text)
    # The acute and other signs come first: form KC would make a space and an accent of them.
    text = unicodedata.normalize("NFKC", compose(text).translate(_TYPED)).casefold()
    # A text has few different characters, and seldom one of these.
    if ignorable := {char for char in set(text) if _is_ignorable(char)}:
        text = "".join(char for char in text if char not in ignorable)
    return collapse_blanks(unicodedata.normalize("NFKC", text).translate(_TYPED))


def search_key(text: str) -> str:
    """Return `text` for the search index, and for a query: “Nabohjælp” is “nabohjaelp”.

    It is `comparison_key` without accents, with Danish letters as two letters and those of other
    alphabets as Latin ones.
    """
    return collapse_blanks("".join(_ascii_characters(comparison_key(text))))


def slug(text: str, *, max_length: int = 255) -> str:
    """Return `text` as lower-case ASCII words joined by hyphens, "" if nothing is left of it."""
    words = slugify(search_key(text).replace("'", "").replace("/", "-"))
    if len(words) > max_length:
        cut = words[: max_length + 1].rpartition("-")[0]
        words = cut or words[:max_length]
    return words.strip("-_")


def file_name(title: str, *, ending: str, default: str) -> str:
    """Return an ASCII file name made from `title`, or from `default` if no letter is left of it."""
    return f"{slug(title, max_length=60) or default}{ending}"


def upload_name(name: str, *, default: str) -> str:
    """Return the ASCII name under which an uploaded file is stored; its extension stays."""
    path = PurePath(name)
    ending = path.suffix.lower()
    return file_name(path.stem, ending=ending if ending.isascii() else "", default=default)


def sort_key(name: str) -> str:
    """Return the key that sorts `name` in Danish order: æ, ø and å after z."""
    return comparison_key(name).translate(_SORTED)


def email_address(address: str) -> str:
    """Return an address as it is stored: lower case, its domain in ASCII. (RFC 5890)

    Raises `ValueError` if the part before the @ is not ASCII, or the domain cannot be: such
    letters would be lost on the way, and the mail would go to another address.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not local.isascii():
        raise ValueError("The part before the @ is not ASCII.")
    if not domain.isprintable():
        raise ValueError("The domain holds invisible characters.")
    if not domain.isascii():
        # `IDNAError` is a `ValueError`.
        domain = idna.encode(domain, uts46=True).decode("ascii")
    return f"{local}@{domain}".lower()


def email_key(address: str) -> str:
    """Return the stored form of an address; what is no address keeps its odd letters.

    Lower case would make k of the Kelvin sign, and another address of this one.
    """
    try:
        return email_address(address)
    except ValueError:
        return "".join(char.lower() if char.isascii() else char for char in address.strip())


def name_pattern(name: str) -> str:
    """Return a regular expression for `name`, however its blanks and signs are typed.

    Use it with `re.IGNORECASE`, on a composed text.
    """
    return "".join(_patterns(collapse_blanks(compose(name))))


def slug_formatters() -> list[tuple[str, str]]:
    """Return what a browser replaces before it makes a slug, as patterns and replacements."""
    replaced = {**DANISH_LETTERS, "ß": "ss", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th"}
    single = {"ð": "d", "Ð": "D", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i"}
    apostrophes = f"[{_APOSTROPHES}]"
    return [
        # Composed and decomposed: the browser does not compose what it is given.
        *((unicodedata.normalize("NFD", letter), latin) for letter, latin in replaced.items()),
        *((letter, latin) for letter, latin in (replaced | single).items()),
        (apostrophes, ""),
        (f"[{_HYPHENS[1:]}—―/]", "-"),
    ]


# What may stand around a name: a letter, or a hyphen or an apostrophe that joins a letter to it.
# A genitive s is not part of the name: “@Karen's” and the Danish “@Karens” mention Karen, as
# “@Karen” does. “@Anne-Marie” does not mention Anne.
NAME_END = rf"(?=s?(?!\w|[{re.escape(_HYPHENS)}]\w|[{_APOSTROPHES}](?!s\b)\w))"


def _patterns(name: str) -> Iterator[str]:
    for char in name:
        if char == " ":
            yield rf"{_BLANKS}+"
        elif char in _APOSTROPHES:
            yield f"[{_APOSTROPHES}]"
        elif char in _HYPHENS:
            yield f"[{re.escape(_HYPHENS)}]"
        else:
            yield re.escape(char)


def _is_ignorable(char: str) -> bool:
    """Whether `char` is invisible: a format character or a variation selector."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"


def _ascii_characters(text: str) -> Iterator[str]:
    for char in text.translate(_TRANSLITERATED):
        if char.isascii():
            yield char
        elif unicodedata.category(char)[0] in "LN":
            yield _ascii_letters(char)
        elif unicodedata.category(char)[0] != "M":
            yield char


@cache
def _stacked_marks() -> re.Pattern[str]:
    # All marks lie below U+1F000.
    marks = "".join(char for char in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(char))
    return re.compile(f"[{marks}]{{{_MOST_MARKS + 1},}}")


@cache
def _ascii_letters(char: str) -> str:
    return "".join(filter(str.isalnum, anyascii(char).lower())) or char
