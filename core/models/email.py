"""The model field for e-mail addresses."""

from typing import Any

from django.db import models

from core.text import fields
from core.text.fields import validate_email_address
from core.text.normalization import email_key


class EmailField(models.EmailField):
    """An e-mail address, stored in lower case with its domain in ASCII.

    Every form made from the model refuses other letters beside the field, Wagtail's forms too.
    """

    default_validators = [*models.EmailField.default_validators, validate_email_address]

    def to_python(self, value: Any) -> Any:
        """Return the stored form; the validators refuse what has none."""
        return email_key(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": fields.EmailField, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Describe the column as Django's, so that migrations need no code of ours."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs
