"""Find and refuse CPR numbers in free text.

CPR numbers may not be published (databeskyttelsesloven § 11, stk. 3). A CPR number is a birth
date as six digits, then four digits. The checksum (modulus 11) is not tested: since 2007 valid
numbers fail it.

The text is read as groups of digits, so that the time grows with its length only.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_DIGITS = re.compile(r"\d+")
# Marks that a reader does not see as a gap: those of `core.text.markdown`, and tags of rich text.
_MARKS = dict.fromkeys(map(ord, "*_~`()[]"))
_INLINE_TAG = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|span|sup|sub|code|mark|small|del|ins|font)\b[^<>]{0,300}>", re.I
)
_ENTITY = re.compile(r"&(?:nbsp|#160|#xa0|#45|#x2d|ndash|#8211|shy|#173|#8203);", re.I)
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe63"), "-")
# What may stand between two groups of one number, once marks are removed.
_GAP = re.compile(r"[^\S\n]{0,6}[-./\uff0e\u00b7]?[^\S\n]{0,6}|-\n")
_LONGEST_GAP = 400
_MOST_DIGITS = 10
# How the digits of each half may be grouped. Groups of three are telephone numbers abroad.
_DATE_GROUPS = {(6,), (2, 2, 2), (4, 2), (1,) * 6}
_SERIAL_GROUPS = {(4,), (2, 2), (1,) * 4}

# With one of these words near, other words may stand between the date and the serial number.
_KEYWORD = re.compile(
    r"\bc\.?p\.?r\b|\bcpr|personnummer|person-?nr|fødselsnummer|bindestreg|\bstreg\b"
    r"|sidste (?:fire|4)\b|(?:fire|4) sidste|kontrolcifre|\blast (?:four|4)\b|\bhyphen\b|\bdash\b"
)
# These say that the four digits are a time, a price or another number.
_OTHER_NUMBER = re.compile(
    r"\b(?:kl|klokken|at|kr|dkk|tlf|telefon|mobil|postnr|postnummer|i år|året|nr)\b"
)
_KEYWORD_BEFORE, _KEYWORD_AFTER, _WORDS_BETWEEN = 60, 40, 60


@dataclass(frozen=True, slots=True)
class Match:
    """A possible CPR number as it was typed, its date part, and its line, counted from 1."""

    text: str
    line: int
    date_part: str


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits that stand together for a reader, and what stands before them since the last ones."""

    digits: str
    start: int
    end: int
    gap: str
    # Whether the gap before it may lie inside a number.
    is_joined: bool


def find_cpr_numbers(text: str) -> Iterator[Match]:
    """Yield everything in `text` that looks like a CPR number."""
    plain = _flatten(text)
    groups = _groups_in(plain)
    first = 0
    while first < len(groups):
        found = _strict_match(plain, groups, first) or _worded_match(plain, groups, first)
        if found is None:
            first += 1
            continue
        date_end, last = found
        start, end = groups[first].start, groups[last].end
        yield Match(text[start:end], text.count("\n", 0, start) + 1, text[start:date_end])
        first = last + 1


def refuse_cpr_numbers(text: str) -> None:
    """Raise `ValidationError` with the line and the date part if `text` holds a CPR number."""
    match = next(find_cpr_numbers(text), None)
    if match is None:
        return
    # The message repeats the date part only, so that it does not spread the whole number.
    raise ValidationError(
        _(
            "Line %(line)d contains “%(start)s…”, which looks like a CPR number (Danish "
            "personal ID). CPR numbers are not allowed here. Please remove it."
        ),
        code="personal_data",
        params={"line": match.line, "start": match.date_part},
    )


def _flatten(text: str) -> str:
    """Return `text` with ASCII digits and hyphens, and with marks for tags. The length stays."""
    if not text.isascii():
        text = text.translate(_HYPHENS)
        odd = {char for char in set(text) if not char.isascii() and not char.isalpha()}
        values = {char: unicodedata.digit(char, None) for char in odd}
        text = text.translate({ord(c): str(n) for c, n in values.items() if n is not None})
    if "<" in text:
        text = _INLINE_TAG.sub(lambda tag: "*" * len(tag[0]), text)
    if "&" in text:
        text = _ENTITY.sub(_flatten_entity, text)
    return text


def _flatten_entity(entity: re.Match[str]) -> str:
    name = entity[0][1:-1].lower()
    char = {"shy": "*", "#173": "*", "#8203": "*"}.get(name)
    if char is None:
        char = "-" if name in {"#45", "#x2d", "ndash", "#8211"} else " "
    return char + "*" * (len(entity[0]) - 1)


def _groups_in(text: str) -> list[_Group]:
    groups: list[_Group] = []
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        before = groups[-1].end if groups else 0
        gap = text[before:start]
        visible = gap[:_LONGEST_GAP].translate(_MARKS)
        is_joined = bool(groups) and len(gap) < _LONGEST_GAP and bool(_GAP.fullmatch(visible))
        if is_joined and gap and not visible and len(groups[-1].digits) < _MOST_DIGITS:
            # Marks alone part the digits: a reader sees one group.
            last = groups.pop()
            joined = last.digits + match[0]
            groups.append(_Group(joined, last.start, end, last.gap, last.is_joined))
        else:
            groups.append(_Group(match[0], start, end, visible, is_joined))
    return groups


def _strict_match(text: str, groups: Sequence[_Group], first: int) -> tuple[int, int] | None:
    """Return the end of the date and the index of the last group of a number that begins there."""
    if _is_in_word(text, groups[first].start - 1):
        return None
    if len(groups[first].digits) == _MOST_DIGITS:
        group = groups[first]
        if _is_birth_date(group.digits[:6]) and not _is_in_word(text, group.end):
            return _end_of_digits(text, group.start, 6), first
        return None
    date = _take(groups, first, 6)
    if not date or tuple(len(each.digits) for each in date) not in _DATE_GROUPS:
        return None
    serial = _take(groups, first + len(date), 4)
    if not serial or tuple(len(each.digits) for each in serial) not in _SERIAL_GROUPS:
        return None
    last = first + len(date) + len(serial) - 1
    if not serial[0].is_joined or _is_in_word(text, groups[last].end):
        return None
    if not _is_birth_date("".join(each.digits for each in date)) or _is_time_or_list(date, serial):
        return None
    return date[-1].end, last


def _is_time_or_list(date: Sequence[_Group], serial: Sequence[_Group]) -> bool:
    """Whether the groups may as well be a date with a time, or numbers in pairs."""
    gap = serial[0].gap
    if len(date) == 3:
        has_signs = any(each.gap.strip() for each in date[1:])
        # “05.12.26 1930” and “05.12.26 - 1234 Eksempelby” are dates. “05.12.26-1930” is none.
        if has_signs and gap != gap.strip():
            return True
    in_pairs = len(serial) == 2
    if in_pairs and serial[1].gap.strip():
        return True
    return in_pairs and len(date) == 3 and "-" not in gap


def _worded_match(text: str, groups: Sequence[_Group], first: int) -> tuple[int, int] | None:
    """Find a date and four digits with words between them, near a word that says what they are."""
    if _is_in_word(text, groups[first].start - 1):
        return None
    count = _date_at(groups, first)
    for after in range(first + count, min(first + count + 3, len(groups))) if count else ():
        date_end = groups[first + count - 1].end
        serial = _take(groups, after, 4)
        between = text[date_end : groups[after].start]
        if len(between) > _WORDS_BETWEEN or "\n\n" in between:
            return None
        if serial and tuple(len(each.digits) for each in serial) in _SERIAL_GROUPS:
            start, end = groups[first].start, serial[-1].end
            near = text[max(0, start - _KEYWORD_BEFORE) : end + _KEYWORD_AFTER].lower()
            follows = text[end : end + 5].lower()
            is_other = _OTHER_NUMBER.search(between.lower()) or _OTHER_NUMBER.search(follows)
            if _KEYWORD.search(near) and not is_other and not _is_in_word(text, end):
                return date_end, after + len(serial) - 1
            return None
        if len(groups[after].digits) > 1:
            return None
    return None


def _date_at(groups: Sequence[_Group], first: int) -> int:
    """Return how many groups make a date there, with a year of two or four digits; 0 for none."""
    digits = groups[first].digits
    if len(digits) == 6:
        return int(_is_birth_date(digits))
    if len(digits) == 8:
        return int(_is_birth_date(digits[:4] + digits[6:]))
    parts = groups[first : first + 3]
    if len(parts) < 3 or not all(each.is_joined for each in parts[1:]):
        return 0
    day, month, year = (each.digits for each in parts)
    if len(day) > 2 or len(month) > 2 or len(year) not in {2, 4}:
        return 0
    return 3 * _is_birth_date(day.zfill(2) + month.zfill(2) + year[-2:])


def _take(groups: Sequence[_Group], first: int, count: int) -> list[_Group]:
    """Return the joined groups from `first` on that have `count` digits together, or nothing."""
    taken: list[_Group] = []
    total = 0
    for group in groups[first : first + count]:
        if taken and not group.is_joined:
            return []
        taken.append(group)
        total += len(group.digits)
        if total >= count:
            break
    return taken if total == count else []


def _is_in_word(text: str, position: int) -> bool:
    """Whether there is a letter: such digits are part of an order number or a UUID."""
    return 0 <= position < len(text) and text[position].isalnum()


def _end_of_digits(text: str, start: int, count: int) -> int:
    position = start
    while count:
        count -= text[position].isdecimal()
        position += 1
    return position


def _is_birth_date(digits: str) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    # The serial number tells the century, in a way that has changed: accept both.
    for century in (1900, 2000):
        try:
            datetime.date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
