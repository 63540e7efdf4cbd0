"""A model mixin that guards editors' texts. (Residents' forms use core.text.)"""

import json

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from core.text.cpr_guard import refuse_cpr_numbers
from core.text.normalization import compose

# The longest text of a field, in characters, with its formatting: about forty printed pages. What a
# page renders is a few times as long.
MAX_TEXT = 100_000


class GuardedModel(models.Model):
    """A model whose text fields are composed (NFC) and bounded, and hold no CPR number.

    (databeskyttelsesloven § 11)
    """

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        errors = {}
        for field in self._meta.concrete_fields:
            if not field.editable:
                continue
            if isinstance(field, models.CharField | models.TextField):
                self._compose(field.attname)
            elif not isinstance(field, StreamField):
                continue
            try:
                text = str(field.value_to_string(self))
                _refuse_too_long(text, is_json=isinstance(field, StreamField))
                refuse_cpr_numbers(text)
            except ValidationError as error:
                errors[field.name] = error
        if errors:
            raise ValidationError(errors)

    def _compose(self, name: str) -> None:
        value = getattr(self, name)
        if isinstance(value, str):
            setattr(self, name, compose(value))


def _refuse_too_long(text: str, *, is_json: bool) -> None:
    if len(text) > MAX_TEXT and is_json:
        # An ø has six characters in JSON.
        text = json.dumps(json.loads(text), ensure_ascii=False)
    if len(text) > MAX_TEXT:
        raise ValidationError(
            _("This is too long: %(count)d characters with its formatting, and %(most)d fit."),
            code="too_long",
            params={"count": len(text), "most": MAX_TEXT},
        )
