"""Wagtail's forms for pictures, with the gate."""

from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import AvatarPreferencesForm

from core.images.fields import UploadedPictureField
from core.images.translated_descriptions import TranslatedDescriptions


class SiteImageForm(TranslatedDescriptions):
    """The setting `WAGTAILIMAGES_IMAGE_FORM_BASE` makes Wagtail use it for every upload."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            self.fields["file"] = UploadedPictureField(
                label=given.label, required=given.required, widget=given.widget
            )
        if "description" in self.fields:
            self.fields["description"].help_text = _(
                "What can be seen, for those who cannot see it: “Neighbours paint a fence.”"
            )
        # Pictures from before, and those that a program stored, stay editable as they are.
        self._must_be_described = not self.instance.pk or self._is_described(
            self.instance.description, self.instance.is_decorative
        )

    @staticmethod
    def _is_described(description: str, is_decorative: bool) -> bool:
        return bool(description.strip() or is_decorative)

    def full_clean(self) -> None:
        """Say that a refused form has lost its file, which no browser sends again by itself.

        Wagtail keeps the files of its form for many, which it hands over in a plain dictionary.
        """
        super().full_clean()
        is_sent = isinstance(self.files, MultiValueDict) and self.add_prefix("file") in self.files
        if self.errors and "file" not in self.errors and is_sent:
            self.add_error("file", _("The picture was not saved. Choose the file again."))

    def clean(self) -> dict[str, Any]:
        """Ask for a description, or for the mark that there is nothing to describe."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"description", "is_decorative"} <= self.fields.keys():
            return cleaned
        description, is_decorative = cleaned.get("description", ""), cleaned.get("is_decorative")
        if self._must_be_described and not self._is_described(description, bool(is_decorative)):
            self.add_error(
                "description",
                _("Describe what can be seen, or mark the picture as decoration."),
            )
        if is_decorative and description.strip():
            self.add_error("is_decorative", _("Decoration needs no description. Choose one."))
        return cleaned


class AvatarForm(AvatarPreferencesForm):
    """The editor's own picture in Wagtail's admin."""

    avatar = UploadedPictureField(
        label=AvatarPreferencesForm.base_fields["avatar"].label, required=False
    )
