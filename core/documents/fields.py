"""Form and model fields whose documents pass the gate."""

from typing import Any

from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.documents.fields import WagtailDocumentField

from core.documents import gate
from core.text.normalization import upload_name


class UploadedDocumentField(WagtailDocumentField):
    """A form field for a document."""

    def to_python(self, data: Any) -> Any:
        """Compare the content with the name."""
        upload = super().to_python(data)
        if upload is not None:
            gate.check(upload, upload.name)
        return upload


class CheckedFile(FieldFile):
    """Lets a file into the storage through the gate only, whichever code saves it."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        gate.check(content, name)
        super().save(upload_name(name, default="document"), content, save)


class DocumentField(models.FileField):
    """A model field for a document."""

    attr_class = CheckedFile

    def deconstruct(self) -> Any:
        """Name the superclass: migrations import no code of ours."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs
