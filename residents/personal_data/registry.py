"""The register of personal data: one rule for each model that refers to a person.

Every app registers its rules in `AppConfig.ready()`, from its `personal_data.py`. The export, the
erasure and the privacy page follow these rules. A test fails for a model without one.
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

from core.text.normalization import email_key
from residents.models import EmailChange, User

Text = str | Promise


class Posts(models.TextChoices):
    """What erasing an account does to the person's texts in the forum."""

    KEEP = "keep", _("Keep my posts, without my name")
    REMOVE = "remove", _("Remove my posts")


class Erasure(models.TextChoices):
    """What erasing an account does to the rows of a model."""

    DELETE = "delete", _("Deleted")
    ANONYMISE = "anonymise", _("Kept without your name")
    KEEP = "keep", _("Kept")


@dataclass(frozen=True)
class Person:
    """A user with their e-mail addresses in lower case.

    `addresses` are confirmed. `claimed` are not, and may belong to somebody else: no rule may
    export rows that it finds by them.
    """

    user: User
    addresses: frozenset[str]
    claimed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, user: User) -> "Person":
        confirmed: set[str] = {email_key(user.email)}
        claimed: set[str] = set()
        for address in EmailAddress.objects.filter(user=user):
            (confirmed if address.verified else claimed).add(email_key(address.email))
        for change in EmailChange.objects.filter(user=user):
            claimed.add(email_key(change.new_email))
        return cls(user, frozenset(confirmed), frozenset(claimed - confirmed))


@dataclass(frozen=True, kw_only=True)
class PrivacyNoticeRow:
    """One row of the privacy page: what is stored, why, and for how long.

    The page calls `how_long` each time it is shown. `depends_on` names the settings it reads.
    """

    name: str
    title: Text
    what: Text
    why: Text
    how_long: Callable[[], Text]
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A value of a row in the export. Without `read`, it is the model's field of that name."""

    name: str
    label: Text = ""
    read: Callable[[Any], Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the rows of one model refer to a person, and how they are exported and erased."""

    # As "app_label.Model".
    model: str
    # The fields that identify a person: their account, address, name or IP address.
    person_fields: tuple[str, ...]
    privacy_row: PrivacyNoticeRow
    # The rows of a person. Default: those with a foreign key of `person_fields` to the account.
    find: Callable[[Person], models.QuerySet[Any]] | None = None
    title: Text = ""
    # The values of each row in the export: names of fields, or columns.
    columns: tuple[str | Column, ...] = ()
    # Describes rows that hold only codes, in the reader's language, by primary key.
    describe_rows: Callable[[Sequence[Any], User], Mapping[int, str]] | None = None
    # Explains why the export leaves out the rows or a part of them.
    withheld: Text = ""
    # The files of a row that the export contains.
    files: Callable[[Any], Iterable[FieldFile]] | None = None
    erasure: Erasure
    # Why the rows are kept, or kept in part.
    reason: str = ""
    # Default: the rows are deleted, or their foreign keys to the account are set to NULL.
    erase: Callable[[Person, Posts], None] | None = None
    # Locks the rows that `erase` writes to, before the account itself is locked. The second
    # argument is whether to wait for other transactions; if not, it raises `OperationalError`.
    lock: Callable[[Person, bool], None] | None = None
    # What erasing will do, in numbers, for the page that asks for confirmation; may be empty.
    erasure_preview: Callable[[Person], Text] | None = None
    # A person with such a row has used the account, so it is kept without a confirmed address.
    counts_as_use: bool = False

    def __post_init__(self) -> None:
        if not self.columns and not self.withheld:
            raise ValueError(f"{self.model}: the rule exports nothing and gives no reason.")
        if self.erasure != Erasure.DELETE and not self.reason:
            raise ValueError(f"{self.model}: the rule keeps rows and gives no reason.")

    @property
    def name(self) -> str:
        """The name of the section in the export."""
        return self.model.lower().replace(".", "_")

    def get_model(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def rows(self, person: Person) -> models.QuerySet[Any]:
        """Return the rows that refer to `person`."""
        if self.find is not None:
            return self.find(person)
        is_theirs = reduce(or_, (Q(**{name: person.user}) for name in self._user_fields()))
        return self.get_model()._default_manager.filter(is_theirs)

    def do_erase(self, person: Person, posts: Posts) -> None:
        """Erase the rows of `person` as the rule says."""
        if self.erase is not None:
            self.erase(person, posts)
        elif self.erasure == Erasure.DELETE:
            self._delete_files(person)
            self.rows(person).delete()
        elif self.erasure == Erasure.ANONYMISE:
            for name in self._user_fields():
                rows = self.get_model()._default_manager.filter(**{name: person.user})
                rows.update(**{name: None})

    def _delete_files(self, person: Person) -> None:
        """Delete the files of the rows when the transaction is committed."""
        for row in self.rows(person) if self.files else ():
            for file in self.files(row) if self.files else ():
                if file.name:
                    transaction.on_commit(partial(file.storage.delete, file.name), robust=True)

    def _user_fields(self) -> Iterator[str]:
        user_model, meta = get_user_model(), self.get_model()._meta
        for name in self.person_fields:
            if meta.get_field(name).related_model is user_model:
                yield name


@dataclass
class Registry:
    """The rules of all apps."""

    rules: dict[str, Rule] = field(default_factory=dict)
    impersonal: dict[str, dict[str, str]] = field(default_factory=dict)
    extra_privacy_rows: list[PrivacyNoticeRow] = field(default_factory=list)

    def register(self, *rules: Rule) -> None:
        """Add rules; raise `ValueError` for a second rule for the same model."""
        for rule in rules:
            if rule.model in self.rules:
                raise ValueError(f"{rule.model} has a rule already.")
            self.rules[rule.model] = rule

    def declare_impersonal(self, model: str, *fields: str, reason: str) -> None:
        """Declare that these fields hold no personal data, although their names suggest it."""
        self.impersonal.setdefault(model, {}).update(dict.fromkeys(fields, reason))

    def add_privacy_rows(self, *rows: PrivacyNoticeRow) -> None:
        """Add rows to the privacy page about data that no table holds."""
        self.extra_privacy_rows.extend(rows)

    def in_order(self) -> list[Rule]:
        """Return the rules in the order of erasing: the account itself is last."""
        last = User._meta.label
        return sorted(self.rules.values(), key=lambda rule: rule.model == last)

    def privacy_rows(self) -> list[PrivacyNoticeRow]:
        """Return the rows of the privacy page: the account first, then in order of registering."""
        rules = sorted(self.rules.values(), key=lambda rule: rule.model != User._meta.label)
        rows = [*(rule.privacy_row for rule in rules), *self.extra_privacy_rows]
        return list({row.name: row for row in rows}.values())


registry = Registry()
