"""Wagtail's forms for pictures, with the gate."""

from typing import Any

from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.images.forms import BaseImageForm

from core.images.fields import UploadedPictureField


class SiteImageForm(BaseImageForm):
    """The setting `WAGTAILIMAGES_IMAGE_FORM_BASE` makes Wagtail use it for every upload."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            self.fields["file"] = UploadedPictureField(
                label=given.label, required=given.required, widget=given.widget
            )


class AvatarForm(AvatarPreferencesForm):
    """The editor's own picture in Wagtail's admin."""

    avatar = UploadedPictureField(
        label=AvatarPreferencesForm.base_fields["avatar"].label, required=False
    )
