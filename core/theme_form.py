"""The editors' form of a theme: its pictures, and its wording in every language."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.models import Locale

from core.models import Theme, ThemeWording
from core.snippet_forms import SlugFromNameForm

_NAME, _SUMMARY = ThemeWording._meta.get_field("name"), ThemeWording._meta.get_field("summary")


class PictureSelect(forms.RadioSelect):
    """Radio buttons with a picture beside each."""

    def __init__(self, option_template_name: str, **kwargs: Any) -> None:
        self.option_template_name = option_template_name
        super().__init__(**kwargs)

    class Media:
        css = {"all": ["admin/pictures.css"]}


class BaseThemeForm(SlugFromNameForm):
    """Saves a theme together with its wordings.

    The wording in the source language is required. Readers of a language without one get it.
    """

    name_field = f"name_{settings.LANGUAGE_CODE}"

    # Inherits Wagtail's choice of widgets, such as its picture chooser.
    class Meta(WagtailAdminModelForm.Meta):
        widgets = {
            "illustration": PictureSelect("core/admin/illustration_option.html"),
            "icon": PictureSelect("core/admin/icon_option.html"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = self.instance.wordings.select_related("locale") if self.instance.pk else ()
        self._wordings = {wording.locale.language_code: wording for wording in saved}
        for code, wording in self._wordings.items():
            self.initial |= {f"name_{code}": wording.name, f"summary_{code}": wording.summary}

    def _post_clean(self) -> None:
        super()._post_clean()
        for code, _native in settings.LANGUAGES:
            name = self.cleaned_data.get(f"name_{code}", "")
            summary = self.cleaned_data.get(f"summary_{code}", "")
            if not (name or summary):
                continue
            if not (name and summary) and code != settings.LANGUAGE_CODE:
                self.add_error(
                    f"summary_{code}" if name else f"name_{code}",
                    ValidationError(
                        _("Enter both name and summary, or leave both empty."), code="half_wording"
                    ),
                )
                continue
            wording = self._wordings.setdefault(code, ThemeWording())
            wording.name, wording.summary = name, summary
            try:
                wording.full_clean(exclude=["theme", "locale", "translation_key"])
            except ValidationError as error:
                for field, errors in error.error_dict.items():
                    if not self.has_error(f"{field}_{code}"):
                        self.add_error(f"{field}_{code}", errors)

    @transaction.atomic
    def save(self, commit: bool = True) -> Theme:
        theme: Theme = super().save(commit)
        source = self._wordings[settings.LANGUAGE_CODE]
        for code, wording in self._wordings.items():
            if not self.cleaned_data[f"name_{code}"]:
                wording.delete()
                continue
            wording.theme = theme
            if wording._state.adding:
                wording.locale = Locale.objects.get(language_code=code)
                wording.translation_key = source.translation_key
            wording.save()
        return theme


def _wording_fields() -> dict[str, forms.CharField]:
    fields = {}
    for code, _native in settings.LANGUAGES:
        is_source = code == settings.LANGUAGE_CODE
        fields[f"name_{code}"] = forms.CharField(
            label=_("Name"), max_length=_NAME.max_length, required=is_source
        )
        fields[f"summary_{code}"] = forms.CharField(
            label=_("Summary"), max_length=_SUMMARY.max_length, required=is_source
        )
    return fields


ThemeForm = type("ThemeForm", (BaseThemeForm,), _wording_fields())


def panels() -> Panel:
    """Return the panels of the form: first the wording in each language."""
    wordings = [
        MultiFieldPanel([FieldPanel(f"name_{code}"), FieldPanel(f"summary_{code}")], heading=native)
        for code, native in settings.LANGUAGES
    ]
    return ObjectList(
        [
            *wordings,
            *(FieldPanel(name) for name in ("colour", "illustration", "picture", "icon", "order")),
            FieldPanel("is_about_crime"),
            FieldPanel("slug"),
        ],
        base_form_class=ThemeForm,
    )
