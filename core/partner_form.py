"""The editors' form of a partner: its name in each language."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, Panel

from core.languages import other_languages
from core.models import Partner
from core.snippet_forms import SlugFromNameForm
from core.text.fields import LineField
from core.text.normalization import search_key

# As `Partner.name`.
_LONGEST = 120


class BasePartnerForm(SlugFromNameForm):
    """Keeps the names in the other languages in `translated_names`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in self.instance.translated_names.items():
            self.initial[_field_name(code)] = name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = {code: cleaned.get(_field_name(code), "") for code, _name in other_languages()}
        others = Partner.objects.exclude(pk=self.instance.pk)
        taken = {search_key(name) for partner in others for name in partner.all_names}
        for code, name in given.items():
            if name and search_key(name) in taken:
                message = _("Another partner has this name.")
                self.add_error(_field_name(code), ValidationError(message, code="taken"))
        # Names in a language that the site no longer has are kept.
        kept = self.instance.translated_names | given
        self.instance.translated_names = {code: name for code, name in kept.items() if name}
        return cleaned


def _field_name(code: str) -> str:
    return f"name_{code}"


PartnerForm: Any = type(
    "PartnerForm",
    (BasePartnerForm,),
    {
        _field_name(code): LineField(
            label=format_lazy("{} ({})", _("Name"), lazystr(native)),
            max_length=_LONGEST,
            required=False,
            help_text=_("Shown on pages in that language. Empty: the name above."),
        )
        for code, native in other_languages()
    },
)


def panels() -> Panel:
    """Return the panels of the form: first the name in each language."""
    translated = (_field_name(code) for code, _native in other_languages())
    names = ("name", *translated, "role", "logo", "link", "contact_email", "slug")
    return ObjectList([FieldPanel(name) for name in names], base_form_class=PartnerForm)
