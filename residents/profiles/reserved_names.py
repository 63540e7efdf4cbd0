"""Names that may not be taken: those that look like an authority's, a moderator's or a partner's.

Names are compared by what the eye makes of them: letters of other alphabets, digits and signs that
pass for a Latin letter count as that letter. (Unicode TS 39, § 4) Letters that nobody sees are
refused outright.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.models import Partner
from core.text.fields import LineField
from residents.models import User
from residents.roles import ADMINISTRATORS, EDITORS, MODERATORS

OFFICIAL = (Partner.Role.POLICE, Partner.Role.MUNICIPALITY)

# Reserved words, how each may go on in one word, and who may use them all the same. “Politis” and
# “Kommunemark” go on otherwise: they are surnames.
_OF_POLICE = (
    "et ets en ens betjent betjenten kreds kredsen gården station stationen assistent assistenten "
    "kommissær kommissæren inspektør inspektøren direktør direktøren manden kvinden mester "
    "skole skolen vagt vagten chef chefen hjørring nord nordjylland danmark"
)
_OF_MUNICIPALITY = "n ns s r rne kontor kontoret borgmester direktør chef chefen hjørring danmark"
_RESERVED = {
    "politi": (_OF_POLICE, Partner.Role.POLICE),
    "police": ("man men woman women officer officers force station", Partner.Role.POLICE),
    "kommune": (_OF_MUNICIPALITY, Partner.Role.MUNICIPALITY),
    "municipality": ("s", Partner.Role.MUNICIPALITY),
    "moderator": ("s en ens er erne", MODERATORS),
    "administrator": ("s en ens er erne", MODERATORS),
}
# As the last part of a longer word: “Nærpolitiet”, “hjørringkommune”.
_ENDINGS = ("politi", "politiet", "kommune", "kommunen", "moderator", "administrator")

# Letters of other alphabets, digits and signs, each with the Latin letter it passes for. Capitals
# and small letters of one name can look like two different ones.
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
# “LATIN LETTER SMALL CAPITAL P”, “LATIN SMALL LETTER O WITH STROKE”, “REGIONAL INDICATOR SYMBOL
# LETTER K”: the Unicode name says which letter it is.
_NAMED = re.compile(
    r"(?:LATIN|INDICATOR SYMBOL) (?:CAPITAL |SMALL )?LETTER "
    r"(?:SMALL CAPITAL |SCRIPT |DOTLESS |OPEN |REVERSED |BARRED |SIDEWAYS )?"
    r"([A-Z]|ALPHA|IOTA)(?: WITH .*)?$"
)
# What is drawn as nothing. (Unicode, Default_Ignorable_Code_Point; and the blank Braille pattern)
# Variation selectors are let be: emoji come with them.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


class NameField(LineField):
    """A name: one line in which every letter can be seen."""

    def to_python(self, value: Any) -> str:
        """Refuse letters that nobody sees, before anything is taken out."""
        refuse_unseen(str(value or ""))
        return super().to_python(value)


def refuse_unseen(name: str) -> None:
    """Raise `ValidationError` for zero-width characters and those that turn the text about."""
    if _UNSEEN.search(name):
        raise ValidationError(
            _("The name holds characters that cannot be seen. Please write it once more."),
            code="unseen",
        )


def refuse_reserved_name(name: str, user: User | None = None) -> None:
    """Raise `ValidationError` if `name` could be taken for an authority's or staff's.

    `user` may use what is theirs: who belongs to the municipality may be called so.
    """
    refuse_unseen(name)
    words = list(_words(name))
    whole = "".join(words)
    runs = {whole, *_runs(words)}
    claims = {owner for forms, owner in _reserved_forms() if not runs.isdisjoint(forms)}
    claims |= {
        owner for ending, owner in _endings() if any(word.endswith(ending) for word in words)
    }
    for pk, partner, role in Partner.objects.values_list("pk", "name", "role"):
        its_words = list(_words(partner))
        its_name = "".join(its_words)
        contained = role in OFFICIAL and len(its_words) > 1 and its_name in runs
        if its_name and (whole == its_name or contained):
            claims.add(f"partner:{pk}")
    if claims and not claims <= _rights_of(user):
        raise ValidationError(
            _("This name looks like an authority's or a moderator's. Please use your own name."),
            code="reserved_name",
        )


def add_name_errors(form: forms.Form | forms.ModelForm[User], user: User | None = None) -> None:
    """Refuse reserved names in the fields of `form` that hold one, each beside its field."""
    data = form.cleaned_data
    names = {
        "first_name": f"{data.get('first_name', '')} {data.get('last_name', '')}",
        "display_name": data.get("display_name", ""),
    }
    for field, name in names.items():
        if field in form.fields:
            try:
                refuse_reserved_name(name, user)
            except ValidationError as error:
                form.add_error(field, error)


def _rights_of(user: User | None) -> set[str]:
    """Return whose names `user` may bear."""
    if user is None or user.pk is None:
        return set()
    memberships = user.partner_memberships.values_list("partner_id", "partner__role")
    rights = {f"partner:{pk}" for pk, _role in memberships} | {role for _pk, role in memberships}
    groups = set(user.groups.values_list("name", flat=True))
    if user.is_superuser or groups & {ADMINISTRATORS, EDITORS}:
        everything = Partner.objects.values_list("pk", flat=True)
        return rights | {*OFFICIAL, MODERATORS} | {f"partner:{pk}" for pk in everything}
    return rights | (groups & {MODERATORS})


def _words(name: str) -> Iterator[str]:
    """Yield the words of `name` as the eye reads them; “PolitiHjørring” is two."""
    apart = re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])", " ", name)
    for word in re.split(r"[\W_]+", _latin(apart)):
        if word:
            # l, I and 1 are one stroke; r and n side by side are an m. (TS 39 says the same)
            yield word.replace("l", "i").replace("m", "rn")


def _latin(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    visible = (char for char in decomposed if not unicodedata.category(char).startswith("M"))
    folded = "".join(visible).translate(_CAPITALS).casefold().translate(_SMALL)
    return "".join(char if char.isascii() else _by_its_name(char) for char in folded)


def _by_its_name(char: str) -> str:
    found = _NAMED.search(unicodedata.name(char, ""))
    return found[1][0].lower() if found else char


def _runs(words: list[str]) -> Iterator[str]:
    """Yield every run of neighbouring words as one: “P o l i t i”, “poli-ti”."""
    for start in range(len(words)):
        run = ""
        for word in words[start : start + 40]:
            run += word
            yield run


@cache
def _reserved_forms() -> list[tuple[frozenset[str], str]]:
    return [
        (
            frozenset("".join(_words(word + more)) for more in ("", *continuations.split())),
            str(owner),
        )
        for word, (continuations, owner) in _RESERVED.items()
    ]


@cache
def _endings() -> list[tuple[str, str]]:
    owners = {word: str(owner) for word, (_more, owner) in _RESERVED.items()}
    return [
        ("".join(_words(ending)), next(owners[word] for word in owners if ending.startswith(word)))
        for ending in _ENDINGS
    ]
