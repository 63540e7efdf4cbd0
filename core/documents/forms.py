"""Wagtail's form for documents, with the gate."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm

from core.documents.fields import UploadedDocumentField


class SiteDocumentForm(BaseDocumentForm):
    """The setting `WAGTAILDOCS_DOCUMENT_FORM_BASE` makes Wagtail use it for every upload."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            self.fields["file"] = UploadedDocumentField(
                label=given.label, required=given.required, widget=given.widget
            )

    def full_clean(self) -> None:
        """Keep the first message: Wagtail also misses the extension of a refused file."""
        super().full_clean()
        del self.errors.get("file", [])[1:]
