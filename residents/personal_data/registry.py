"""The register of personal data: one rule for each model that refers to a person.

Every app registers its rules in `AppConfig.ready()`, from its `personal_data.py`. The export, the
erasure and the privacy page are made of them; a test fails for a model that has none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from residents.models import EmailChange, User

# A text, or one that waits for the reader's language.
Words = str | Promise


class Posts(models.TextChoices):
    """What becomes of the texts a person wrote in the forum, when the person leaves."""

    KEEP = "keep", _("Keep my texts, without my name")
    REMOVE = "remove", _("Remove my texts")


class Erasure(models.TextChoices):
    """What erasing an account does to the rows of a model."""

    DELETE = "delete", _("Deleted")
    ANONYMISE = "anonymise", _("Kept without the person")
    KEEP = "keep", _("Kept")


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and their addresses in lower case.

    `addresses` are known to be theirs. Those `claimed` may be a stranger's: nobody has confirmed
    them, and no rule may hand out what it finds by them.
    """

    user: User
    addresses: frozenset[str]
    claimed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, user: User) -> "Person":
        """Return the person with that account."""
        known: set[str] = {user.email.lower()}
        claimed: set[str] = set()
        for address in EmailAddress.objects.filter(user=user):
            (known if address.verified else claimed).add(address.email.lower())
        for change in EmailChange.objects.filter(user=user):
            claimed.add(change.new_email.lower())
        return cls(user, frozenset(known), frozenset(claimed - known))


@dataclass(frozen=True, kw_only=True)
class PrivacyNoticeRow:
    """One row of the privacy page: what is stored, why, and for how long.

    `how_long` is asked each time the page is shown; `depends_on` names the settings it reads.
    """

    name: str
    title: Words
    what: Words
    why: Words
    how_long: Callable[[], Words]
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A value of a row as the export gives it. Without `read`, the model's field of that name."""

    name: str
    words: Words = ""
    read: Callable[[Any], Any] | None = None
    type: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the rows of one model refer to a person, and what is done about it."""

    # As "app_label.Model".
    model: str
    # The fields that name a person: their account, address, name or IP address.
    refers: tuple[str, ...]
    told: PrivacyNoticeRow
    # The rows of a person. Without it: those whose `refers` lead to the account.
    find: Callable[[Person], models.QuerySet[Any]] | None = None
    title: Words = ""
    # What the export holds of each row; names of fields, or columns of one's own.
    columns: tuple[str | Column, ...] = ()
    # What rows that hold only codes are about, in the reader's language, by their primary key.
    in_words: Callable[[Sequence[Any], User], Mapping[int, str]] | None = None
    # Why the export holds none of the rows, or not the whole of them.
    withheld: Words = ""
    # The files of a row that go into the export.
    files: Callable[[Any], Iterable[FieldFile]] | None = None
    erasure: Erasure
    # Why the rows, or what is left of them, are kept.
    because: str = ""
    # Without it: the rows are deleted, or the fields that lead to the account emptied.
    erase: Callable[[Person, Posts], None] | None = None
    # Locks what `erase` will write to, before the account itself is locked. It waits for others if
    # told to, and raises `OperationalError` otherwise.
    lock: Callable[[Person, bool], None] | None = None
    # What erasing will do, in numbers, for the page that asks; empty if there is nothing.
    foretell: Callable[[Person], Words] | None = None
    # Who has such a row has used the account: it is not deleted for want of a confirmation.
    shows_use: bool = False

    def __post_init__(self) -> None:
        if not self.columns and not self.withheld:
            raise ValueError(f"{self.model}: nothing is exported, and it is not said why.")
        if self.erasure != Erasure.DELETE and not self.because:
            raise ValueError(f"{self.model}: something is kept, and it is not said why.")

    @property
    def name(self) -> str:
        """What the rows are called in the export."""
        return self.model.lower().replace(".", "_")

    def get_model(self) -> type[models.Model]:
        """Return the model."""
        return apps.get_model(self.model)

    def rows(self, person: Person) -> models.QuerySet[Any]:
        """Return the rows that refer to `person`."""
        if self.find is not None:
            return self.find(person)
        led = reduce(or_, (Q(**{name: person.user}) for name in self._fields_to_account()))
        return self.get_model()._default_manager.filter(led)

    def do_erase(self, person: Person, posts: Posts) -> None:
        """Do what the rule says with the rows of `person`."""
        if self.erase is not None:
            self.erase(person, posts)
        elif self.erasure == Erasure.DELETE:
            self._forget_files(person)
            self.rows(person).delete()
        elif self.erasure == Erasure.ANONYMISE:
            for name in self._fields_to_account():
                rows = self.get_model()._default_manager.filter(**{name: person.user})
                rows.update(**{name: None})

    def _forget_files(self, person: Person) -> None:
        """Delete the files of the rows, once the rows are gone for good."""
        for row in self.rows(person) if self.files else ():
            for file in self.files(row) if self.files else ():
                if file.name:
                    transaction.on_commit(partial(file.storage.delete, file.name), robust=True)

    def _fields_to_account(self) -> Iterator[str]:
        user_model, meta = get_user_model(), self.get_model()._meta
        for name in self.refers:
            if meta.get_field(name).related_model is user_model:
                yield name


@dataclass
class Registry:
    """The rules of all apps."""

    rules: dict[str, Rule] = field(default_factory=dict)
    impersonal: dict[str, dict[str, str]] = field(default_factory=dict)
    told_beside: list[PrivacyNoticeRow] = field(default_factory=list)

    def register(self, *rules: Rule) -> None:
        """Add rules; raise `ValueError` for a second one of the same model."""
        for rule in rules:
            if rule.model in self.rules:
                raise ValueError(f"There is a rule for {rule.model} already.")
            self.rules[rule.model] = rule

    def nothing_personal(self, model: str, *fields: str, because: str) -> None:
        """State that those fields of `model` are about no person, whatever they are called."""
        self.impersonal.setdefault(model, {}).update(dict.fromkeys(fields, because))

    def tell(self, *told: PrivacyNoticeRow) -> None:
        """Add rows to the privacy page for what stands in no table."""
        self.told_beside.extend(told)

    def in_order(self) -> list[Rule]:
        """Return the rules as they are to be carried out: the account itself comes last."""
        last = User._meta.label
        return sorted(self.rules.values(), key=lambda rule: rule.model == last)

    def to_tell(self) -> list[PrivacyNoticeRow]:
        """Return the rows of the privacy page: the account first, then as they were registered."""
        rules = sorted(self.rules.values(), key=lambda rule: rule.model != User._meta.label)
        told = [*(rule.told for rule in rules), *self.told_beside]
        return list({row.name: row for row in told}.values())


registry = Registry()
