"""A model mixin that refuses CPR numbers in editors' texts. (Residents' forms use core.text.)"""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import StreamField

from core.text.cpr_guard import refuse_cpr_numbers


class GuardedModel(models.Model):
    """A model whose text fields may hold no CPR number (databeskyttelsesloven § 11)."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        errors = {}
        for field in self._meta.concrete_fields:
            if field.editable and isinstance(
                field, models.CharField | models.TextField | StreamField
            ):
                try:
                    refuse_cpr_numbers(str(field.value_to_string(self)))
                except ValidationError as error:
                    errors[field.name] = error
        if errors:
            raise ValidationError(errors)
