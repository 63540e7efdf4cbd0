"""Form and model fields whose files pass the gate."""

from typing import Any, ClassVar

import willow
from django.core.files.base import File
from django.forms import FileField
from django.urls import reverse
from wagtail.images.fields import WagtailImageField as WagtailImageFormField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from core.images import gate
from core.text.normalization import upload_name


class UploadedPictureField(WagtailImageFormField):
    """A form field for a picture. What the file is decides, and not what it is called."""

    default_validators: ClassVar[list[Any]] = []

    def to_python(self, data: Any) -> Any:
        """Replace the uploaded file's content by the clean picture."""
        upload: Any = FileField.to_python(self, data)
        if upload is None:
            return None
        self.check_image_file_size(upload)
        gate.clean_upload(upload)
        # Wagtail reads the picture from here.
        upload.image = willow.Image.open(upload)
        upload.seek(0)
        return upload


class CleanPictureFile(WagtailImageFieldFile):
    """Lets a file into the storage through the gate only, whichever code saves it."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        clean = gate.clean_file(content, name)
        super().save(upload_name(clean.name or name, default="picture"), clean, save)

    @property
    def url(self) -> str:
        """Return the path of the view that sends the file to people who work with pictures."""
        return reverse("stored_picture", args=[self.instance.pk])


class PictureField(WagtailImageField):
    """A model field for a picture."""

    attr_class = CleanPictureFile

    def deconstruct(self) -> Any:
        """Name the superclass: the columns are the same, and migrations import no code of ours."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", args, kwargs
