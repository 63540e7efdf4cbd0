"""Refuse names that look like an authority's, a moderator's, a partner's or the site's own.

Names are compared by their look (`confusables`).
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.areas import all_areas
from core.models import Partner
from core.site_settings import localized_site, site_name
from core.text.fields import LineField
from residents.models import User
from residents.profiles.confusables import has_invisible_characters, skeleton_words
from residents.roles import ADMINISTRATORS, EDITORS, MODERATORS

OFFICIAL = (Partner.Role.POLICE, Partner.Role.MUNICIPALITY)

# Each reserved word with the endings of its compounds, and the role whose members may use it.
# Other compounds are allowed: “Politis” and “Kommunemark” are surnames.
_POLICE_ENDINGS = (
    "et ets en ens betjent betjenten kreds kredsen gården station stationen assistent assistenten "
    "kommissær kommissæren inspektør inspektøren direktør direktøren manden kvinden mester "
    "skole skolen vagt vagten chef chefen nord danmark"
)
_MUNICIPALITY_ENDINGS = "n ns s r rne kontor kontoret borgmester direktør chef chefen danmark"
_RESERVED = {
    "politi": (_POLICE_ENDINGS, Partner.Role.POLICE),
    "police": ("man men woman women officer officers force station", Partner.Role.POLICE),
    "kommune": (_MUNICIPALITY_ENDINGS, Partner.Role.MUNICIPALITY),
    "municipality": ("s", Partner.Role.MUNICIPALITY),
    "moderator": ("s en ens er erne", MODERATORS),
    "administrator": ("s en ens er erne", MODERATORS),
    "admin": ("s", MODERATORS),
    "support": ("en er ere", MODERATORS),
    "betjent": ("en e ene", Partner.Role.POLICE),
}
# The words for authorities are reserved with the names of the towns, too: “politinordby”.
_OF_TOWNS = ("politi", "kommune")
# Reserved as the last part of a word: “Nærpolitiet”, “nordbykommune”.
_RESERVED_ENDINGS = ("politi", "politiet", "kommune", "kommunen", "moderator", "administrator")


class NameField(LineField):
    """A name: one line without invisible characters."""

    def to_python(self, value: Any) -> str:
        # `LineField` would remove some of them silently.
        refuse_invisible_characters(str(value or ""))
        return super().to_python(value)


def refuse_invisible_characters(name: str) -> None:
    """Raise `ValidationError` for zero-width characters and bidirectional controls."""
    if has_invisible_characters(name):
        raise ValidationError(
            _("The name contains invisible characters. Please type it again."),
            code="unseen",
        )


def refuse_reserved_name(name: str, user: User | None = None) -> None:
    """Raise `ValidationError` if `name` looks like a name of an authority, staff or a partner.

    `user` may use the names of their own roles and partners.
    """
    refuse_invisible_characters(name)
    words = list(skeleton_words(name))
    whole_name = "".join(words)
    runs = {whole_name, *_runs(words)}
    owners = {owner for forms, owner in _reserved_forms(_towns()) if not runs.isdisjoint(forms)}
    owners |= {
        owner
        for ending, owner in _reserved_endings()
        if any(word.endswith(ending) for word in words)
    }
    if any(_skeleton(site_name(code)) in runs for code, _native in settings.LANGUAGES):
        owners.add(MODERATORS)
    for pk, role, partner_name in _partner_names():
        partner_words = list(skeleton_words(partner_name))
        skeleton = "".join(partner_words)
        is_contained = role in OFFICIAL and len(partner_words) > 1 and skeleton in runs
        if skeleton and (whole_name == skeleton or is_contained):
            owners.add(_partner_owner(pk))
    if owners and not owners <= _owners_allowed_for(user):
        raise ValidationError(
            _(
                "This name could be mistaken for an authority’s or a moderator’s. Please use "
                "your own name."
            ),
            code="reserved_name",
        )


def add_name_errors(form: forms.Form | forms.ModelForm[User], user: User | None = None) -> None:
    """Add an error to each name field of `form` that holds a reserved name.

    `user` may keep their real name: an administrator can have entered one such as Politi.
    """
    data = form.cleaned_data
    names = {
        "first_name": f"{data.get('first_name', '')} {data.get('last_name', '')}",
        "display_name": data.get("display_name", ""),
    }
    if user is not None and names["first_name"] == f"{user.first_name} {user.last_name}":
        del names["first_name"]
    for field, name in names.items():
        if field in form.fields:
            try:
                refuse_reserved_name(name, user)
            except ValidationError as error:
                form.add_error(field, error)


def _owners_allowed_for(user: User | None) -> set[str]:
    """Return the owners whose names `user` may use."""
    if user is None or user.pk is None:
        return set()
    allowed: set[str] = set()
    for pk, role in user.partner_memberships.values_list("partner_id", "partner__role"):
        allowed |= {_partner_owner(pk), role}
    groups = set(user.groups.values_list("name", flat=True))
    if user.is_superuser or groups & {ADMINISTRATORS, EDITORS}:
        partner_pks = Partner.objects.values_list("pk", flat=True)
        return allowed | {*OFFICIAL, MODERATORS} | {_partner_owner(pk) for pk in partner_pks}
    return allowed | (groups & {MODERATORS})


def _partner_names() -> Iterator[tuple[int, str, str]]:
    """Yield the key, the role and each name of every partner, in all languages. One query."""
    partners = Partner.objects.values_list("pk", "role", "name", "translated_names")
    for pk, role, name, translated in partners:
        for each in (name, *translated.values()):
            yield pk, role, each


def _partner_owner(pk: int) -> str:
    return f"partner:{pk}"


def _runs(words: list[str]) -> Iterator[str]:
    """Yield every run of adjacent words, joined, to find “P o l i t i” and “poli-ti”."""
    for start in range(len(words)):
        run = ""
        for word in words[start : start + 40]:
            run += word
            yield run


def _towns() -> frozenset[str]:
    """Return the names of the towns, and the words of the site's place."""
    places = {word for code, _native in settings.LANGUAGES for word in _place_words(code)}
    return frozenset({*(area.name for area in all_areas()), *places})


def _place_words(language: str) -> list[str]:
    return localized_site(language).place.split()


@lru_cache(maxsize=8)
def _reserved_forms(towns: frozenset[str]) -> list[tuple[frozenset[str], str]]:
    """Return the skeletons of each reserved word and its compounds, with their owner."""
    forms = []
    for word, (endings, owner) in _RESERVED.items():
        compounds = {"", *endings.split(), *(towns if word in _OF_TOWNS else ())}
        skeletons = frozenset(_skeleton(word + ending) for ending in compounds)
        forms.append((skeletons, str(owner)))
    return forms


@cache
def _reserved_endings() -> list[tuple[str, str]]:
    """Return the skeleton of each reserved ending, with its owner."""
    owners = {word: str(owner) for word, (_endings, owner) in _RESERVED.items()}
    return [
        (_skeleton(ending), next(owners[word] for word in owners if ending.startswith(word)))
        for ending in _RESERVED_ENDINGS
    ]


def _skeleton(text: str) -> str:
    return "".join(skeleton_words(text))
