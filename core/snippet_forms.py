"""Editors' forms of the basic data: slugs made from names, and tags in alphabetical order."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from core.models import Theme
from core.text import normalization

# All these forms call the slug by the same name.
_THEME_SLUG = Theme._meta.get_field("slug")


class SlugFromNameForm(WagtailAdminModelForm):
    """Makes the slug from the name, if none was written."""

    name_field = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.fields["slug"]
        slug.required = False
        slug.label = capfirst(_THEME_SLUG.verbose_name)
        slug.help_text = _THEME_SLUG.help_text

    def clean_slug(self) -> str:
        written: str = self.cleaned_data["slug"]
        if written:
            return written
        name = self.data.get(self.add_prefix(self.name_field), "")
        longest = self._meta.model._meta.get_field("slug").max_length
        slug = normalization.slug(name, max_length=longest)
        if name.strip() and not slug:
            raise ValidationError(_("Enter a name with letters, or fill in this field yourself."))
        return slug


class TagTranslationForm(WagtailAdminModelForm):
    """Offers the tags by name, and the languages in which editors do not write tags."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].queryset = Tag.objects.order_by("name")
        others = ~Q(language_code=settings.LANGUAGE_CODE) | Q(pk=self.instance.locale_id)
        self.fields["locale"].queryset = Locale.objects.filter(others)
