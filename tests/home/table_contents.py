"""The rows of the hub's tables, to compare before and after a request."""

from typing import Any

from django.apps import apps
from django.db import models
from wagtail.models import Page

APPS = ("core", "campaigns", "events", "forum", "home", "notifications", "residents")


# The pages that are loaded between two requests write how far somebody has read a thread.
NOT_BY_READING = {"forum.ThreadRead": models.Q(thread=None)}


def content_of() -> dict[str, list[str]]:
    """Return the rows of the hub's tables; of a time, only whether there is one."""
    rows = {}
    for model in apps.get_models():
        if model._meta.app_label in APPS and not issubclass(model, Page):
            fields = [
                is_set(field.attname)
                if isinstance(field, models.DateTimeField)
                else models.F(field.attname)
                for field in model._meta.concrete_fields
            ]
            kept = model._base_manager.filter(NOT_BY_READING.get(model._meta.label, models.Q()))
            rows[model._meta.label] = sorted(map(repr, kept.values_list(*fields)))
    return rows


def is_set(field: str) -> models.Expression:
    return models.ExpressionWrapper(
        models.Q(**{f"{field}__isnull": False}), output_field=models.BooleanField()
    )


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, Any]:
    """Return the rows of `after` that `before` does not have, by model, of models that differ."""
    return {
        label: [row for row in rows if row not in before[label]]
        for label, rows in after.items()
        if rows != before[label]
    }
