"""Compare texts by how they look: confusable characters and invisible ones. (Unicode TS 39, § 4)"""

import re
import unicodedata
from collections.abc import Iterator

# Each letter of another alphabet, digit or sign with the Latin letter that it looks like. Capitals
# come first, because the capital and the small form of a letter can look like different ones.
_CAPITALS = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϺАВЕЅІЇЈКМНОРСТУХԌԚԜӀҺԁ",
    "abezhikmnoptyxcmabesiijkmhopctyxgqwihd",
)
_SMALL = {
    ord(letter): latin
    for letters, latins in (
        ("αγεηικμνορσςτυχωϲϳ", "ayenikmnopoctuxwcj"),  # Greek
        ("авеѕіїјӏкмнпоԥрсᴄтцуүхѡԛԝһԁгдиӕ", "abesiijikmnnonpcctuyyxwqwhdrdua"),  # Cyrillic
        ("օսոհցզւլ", "ounhgqil"),  # Armenian
        ("ᎪᏴᏟᎠᎬᏀᎻᏆᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃᎩᏔ", "abcdeghijklmprstvwzyw"),  # Cherokee
        ("ꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "bpddtgkjczfmnlsrvhwxyaeiou"),  # Lisu
        ("0123456789@$€£|!¡ǃ", "oizeasbtbgaseliiii"),
    )
    for letter, latin in zip(letters, latins, strict=True)
}
# The Unicode name of a letter contains its Latin letter: “LATIN LETTER SMALL CAPITAL P”,
# “LATIN SMALL LETTER O WITH STROKE”, “REGIONAL INDICATOR SYMBOL LETTER K”.
_LETTER_NAME = re.compile(
    r"(?:LATIN|INDICATOR SYMBOL) (?:CAPITAL |SMALL )?LETTER "
    r"(?:SMALL CAPITAL |SCRIPT |DOTLESS |OPEN |REVERSED |BARRED |SIDEWAYS )?"
    r"([A-Z]|ALPHA|IOTA)(?: WITH .*)?$"
)
# Invisible characters: Unicode's Default_Ignorable_Code_Point and the blank Braille pattern. Not
# among them are the variation selectors, which emoji contain.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def has_invisible_characters(text: str) -> bool:
    """Return whether `text` holds zero-width characters or bidirectional controls."""
    return _INVISIBLE.search(text) is not None


def skeleton_words(text: str) -> Iterator[str]:
    """Yield the words of `text` as skeletons: two words that look alike have the same skeleton.

    A capital after a small letter starts a new word: “PolitiNordby” is two.
    """
    spaced = re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])", " ", text)
    for word in re.split(r"[\W_]+", _to_latin(spaced)):
        if word:
            # l, I and 1 look alike, and so do "rn" and "m".
            yield word.replace("l", "i").replace("m", "rn")


def _to_latin(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    without_marks = (char for char in decomposed if unicodedata.category(char)[0] != "M")
    folded = "".join(without_marks).translate(_CAPITALS).casefold().translate(_SMALL)
    return "".join(char if char.isascii() else _letter_by_name(char) for char in folded)


def _letter_by_name(char: str) -> str:
    match = _LETTER_NAME.search(unicodedata.name(char, ""))
    return match[1][0].lower() if match else char
