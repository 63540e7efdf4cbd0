"""Find fields with personal data that no rule covers."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from residents.personal_data.registry import Registry, registry

# A field with one of these words in its name holds personal data, unless an app declares otherwise.
PERSONAL_WORDS = {
    *("email", "mail", "to", "recipient", "sender", "contact", "address", "addresses"),
    *("name", "author", "nickname", "ip", "agent", "phone", "telephone", "mobile", "birthday"),
    *("cpr", "postal", "street"),
}


def is_personal(field: models.Field) -> bool:
    """Return whether `field` refers to an account, or its type or name suggests personal data."""
    if field.is_relation:
        return field.related_model is get_user_model()
    if isinstance(field, models.EmailField | models.GenericIPAddressField):
        return True
    # A boolean, a date or a time identifies nobody.
    if isinstance(field, models.BooleanField | models.DateField | models.TimeField):
        return False
    return bool(PERSONAL_WORDS & set(field.name.lower().split("_")))


def uncovered_fields(
    models_to_check: Iterable[type[models.Model]] | None = None, rules: Registry = registry
) -> dict[str, list[str]]:
    """Return, by model, the fields with personal data that no rule or declaration names.

    A field that a page inherits counts for the parent model only.
    """
    uncovered: dict[str, list[str]] = {}
    for model in models_to_check or apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        label = model._meta.label
        rule = rules.rules.get(label)
        covered = {*(rule.person_fields if rule else ()), *rules.impersonal.get(label, ())}
        fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
        missing = [
            field.name
            for field in fields
            if field.name not in covered and is_personal(field) and not field.auto_created
        ]
        if missing:
            uncovered[label] = missing
    return uncovered
