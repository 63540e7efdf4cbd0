"""The guard against CPR numbers for what editors write. Neighbours' text meets it in the forms."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import StreamField

from core.text.cpr_guard import refuse_personal_data


class GuardedModel(models.Model):
    """Refuses CPR numbers in any text of its own (databeskyttelsesloven § 11)."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse CPR numbers, field by field."""
        super().clean()
        errors = {}
        for field in self._meta.concrete_fields:
            if field.editable and isinstance(
                field, models.CharField | models.TextField | StreamField
            ):
                try:
                    refuse_personal_data(str(field.value_to_string(self)))
                except ValidationError as error:
                    errors[field.name] = error
        if errors:
            raise ValidationError(errors)
