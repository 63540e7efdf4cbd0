"""The errors of forms, by code rather than by text."""

from django.forms import BaseForm


def error_codes(form: BaseForm, field: str) -> list[str | None]:
    """Return the codes of the errors of that field."""
    return [error.code for error in form.errors.as_data()[field]]
