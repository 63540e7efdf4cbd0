"""The hub's own image and document models.

Their files pass a gate, whoever uploads them: `core.images` and `core.documents`.
"""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    ImageQuerySet,
    get_upload_to,
)

from core.documents.fields import DocumentField
from core.field_defaults import private_files
from core.images.alt_text import AltText
from core.images.fields import PictureField
from core.images.rendering import queue_renditions
from core.images.renditions import SafeRenditionsMixin
from core.models.cpr_guard import GuardedModel


class SiteImageQuerySet(ImageQuerySet):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the images, after the tasks that store renditions of them just now."""
        with transaction.atomic():
            list(self.select_for_update().values_list("pk"))
            return super().delete()

    # As Django's own: a template cannot call it, and managers do not have it.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class SiteImage(GuardedModel, SafeRenditionsMixin, AbstractImage):
    # Private, since pages show renditions only; editors get it through a view.
    file = PictureField(
        _("file"),
        upload_to=get_upload_to,
        storage=private_files,
        width_field="width",
        height_field="height",
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)

    is_decorative = models.BooleanField(
        _("decoration only"),
        default=False,
        help_text=_("The picture says nothing that the text does not. Screen readers skip it."),
    )

    # By the code of the language; `description` has the words of the site's first one.
    translated_descriptions = models.JSONField(default=dict, blank=True, editable=False)

    admin_form_fields = (
        *(name for name in Image.admin_form_fields if name != "description"),
        *("description", "is_decorative", "credit"),
    )

    objects = SiteImageQuerySet.as_manager()

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        """The text alternative where no other is given; "" for decoration."""
        return "" if self.is_decorative else str(super().default_alt_text)

    @property
    def alt_for_reader(self) -> AltText:
        """The text alternative in the active language, else in the first; "" for decoration.

        Wagtail copies `default_alt_text` into the blocks of a page, so that is not translated.
        """
        if self.is_decorative:
            return AltText("")
        language = get_language() or settings.LANGUAGE_CODE
        if translated := self.translated_descriptions.get(language, ""):
            return AltText(translated)
        is_first = language == settings.LANGUAGE_CODE
        return AltText(self.default_alt_text, "" if is_first else settings.LANGUAGE_CODE)

    @property
    def descriptions(self) -> dict[str, str]:
        """What the picture shows, by the code of the language, the first one first."""
        found = {settings.LANGUAGE_CODE: self.description, **self.translated_descriptions}
        return {code: text for code, text in found.items() if text}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Let a new file through the gate first: size and hash are those of the clean one.

        Renditions of the file before are deleted, and those that the site shows are queued.
        """
        is_new_file = self.file and not self.file._committed
        if is_new_file:
            self.file.save(self.file.name, self.file.file, save=False)
            self._set_image_file_metadata()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new_file:
                self.renditions.all().delete()
            queue_renditions(self)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the image, after a task that stores renditions of it just now."""
        with transaction.atomic():
            type(self).objects.select_for_update().filter(pk=self.pk).first()
            return super().delete(*args, **kwargs)


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")
    # Where it could not be made, core.images.renditions puts one that is.
    is_missing = False

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            ),
        )


class SiteDocument(GuardedModel, AbstractDocument):
    # Private, so that each download goes through Wagtail's view: it checks who may read the
    # document, and sends it as a download.
    file = DocumentField(_("file"), upload_to="documents", storage=private_files)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
