"""Forms and slugs of tags: one tag for each word however it is typed, with a slug in ASCII."""

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import pre_save
from taggit.managers import TaggableManager
from taggit.models import Tag
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.forms.tags import TagField as WagtailTagField

from core.text.normalization import collapse_blanks, comparison_key, compose, slug


class TagField(WagtailTagField):
    """Takes the tag “ærø” for “ÆRØ”: databases compare letters beyond A to Z as typed."""

    def clean(self, value: Any) -> list[str]:
        names: dict[str, str] = {}
        for name in super().clean(value):
            names.setdefault(comparison_key(name), collapse_blanks(compose(name)))
        for name in self.tag_model.objects.order_by("-pk").values_list("name", flat=True):
            if (key := comparison_key(name)) in names:
                names[key] = name
        return [name for key, name in names.items() if key]


def tags_by_name(names: Iterable[str]) -> list[Tag]:
    """Return the tags with these names, and make those that do not exist."""
    return [Tag.objects.get_or_create(name=name)[0] for name in names]


def register() -> None:
    """Use the field in Wagtail's forms, and slugs in ASCII for new tags."""
    register_form_field_override(
        TaggableManager,
        override=lambda db_field: {"form_class": TagField, "tag_model": db_field.related_model},
    )
    pre_save.connect(_make_slug, sender=Tag, dispatch_uid="core.tag_fields")


def _make_slug(instance: Tag, **_kwargs: Any) -> None:
    """Replace the slug that taggit has made, in which other letters stand as they are."""
    if not instance._state.adding or instance.slug.isascii():
        return
    instance.slug = proposed = slug(instance.name, max_length=90) or "tag"
    number = 1
    while Tag.objects.filter(slug=instance.slug).exists():
        number += 1
        instance.slug = f"{proposed}-{number}"
