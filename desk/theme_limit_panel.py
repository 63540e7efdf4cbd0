"""The themes that a group is limited to, in the form of the group in the admin."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.models import Theme, ThemeEditors


class ThemeChoice(forms.ModelMultipleChoiceField):
    """A choice of themes by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class ThemeLimitForm(forms.Form):
    """Limits a group to themes. Wagtail shows it below the permissions of the group."""

    themes = ThemeChoice(
        queryset=Theme.objects.none(),
        required=False,
        label=_("Themes"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The group writes, publishes and organises events of these themes only. Without a "
            "choice it is not limited. For campaigns, give the group page permissions on the page "
            "of its theme, in each language, and for events on the calendar."
        ),
    )

    def __init__(self, *args: Any, instance: Group | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "theme_limits")
        self.group = instance
        super().__init__(*args, **kwargs)
        field = self.fields["themes"]
        assert isinstance(field, ThemeChoice)  # noqa: S101 – for the type checker
        field.queryset = Theme.objects.all()
        if instance is not None and instance.pk:
            self.initial["themes"] = [limit.theme_id for limit in instance.theme_limits.all()]

    @transaction.atomic
    def save(self) -> None:
        """Store the choice for the group, which has been saved before."""
        assert self.group is not None  # noqa: S101 – for the type checker
        chosen = set(self.cleaned_data["themes"])
        self.group.theme_limits.exclude(theme__in=chosen).delete()
        ThemeEditors.objects.bulk_create(
            [ThemeEditors(group=self.group, theme=theme) for theme in chosen],
            ignore_conflicts=True,
        )

    def as_admin_panel(self) -> str:
        """Return the form as a panel of the group's page."""
        return render_to_string("desk/admin/theme_limits.html", {"form": self})
