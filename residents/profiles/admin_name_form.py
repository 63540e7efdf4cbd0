"""The names on the account page of Wagtail's admin, with the rules of the profile."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import NameEmailSettingsPanel

from core.text.fields import EmailField
from residents.profiles.reserved_names import NameField, add_name_errors


class AdminNameForm(NameEmailForm):
    """Wagtail's form would take every name: moderators and editors write in the forum, too."""

    first_name = NameField(label=_("First name"), max_length=60)
    last_name = NameField(label=_("Last name"), max_length=60)
    email = EmailField(label=_("Email"))

    def clean(self) -> dict[str, object] | None:
        cleaned: dict[str, object] | None = super().clean()
        add_name_errors(self, self.instance)
        return cleaned


def use_in_admin() -> None:
    """Make Wagtail use the form. It has no setting for it."""
    NameEmailSettingsPanel.form_class = AdminNameForm
