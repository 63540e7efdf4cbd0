"""Which fields of the database are about a person, and which of them no rule speaks of."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from residents.personal_data.registry import Registry, registry

# A field with one of these words in its name is about a person, until somebody says otherwise.
WORDS = {
    *("email", "mail", "to", "recipient", "sender", "contact", "address", "addresses"),
    *("name", "author", "nickname", "ip", "agent", "phone", "telephone", "mobile", "birthday"),
    *("cpr", "postal", "street"),
}


def is_about_a_person(field: models.Field) -> bool:
    """Whether `field` leads to an account, or is of a kind or a name that is a person's."""
    if field.is_relation:
        return field.related_model is get_user_model()
    if isinstance(field, models.EmailField | models.GenericIPAddressField):
        return True
    # A yes or no, or a moment, identifies nobody.
    if isinstance(field, models.BooleanField | models.DateField | models.TimeField):
        return False
    return bool(WORDS & set(field.name.lower().split("_")))


def without_rule(
    among: Iterable[type[models.Model]] | None = None, rules: Registry = registry
) -> dict[str, list[str]]:
    """Return, by model, the fields about a person that neither a rule nor a statement names.

    A field that a page inherits is its parent's, and counts there.
    """
    found: dict[str, list[str]] = {}
    for model in among or apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        label = model._meta.label
        rule = rules.rules.get(label)
        spoken_of = {*(rule.refers if rule else ()), *rules.impersonal.get(label, ())}
        fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
        missing = [
            field.name
            for field in fields
            if field.name not in spoken_of and is_about_a_person(field) and not field.auto_created
        ]
        if missing:
            found[label] = missing
    return found
