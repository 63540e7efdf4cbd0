"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    """The `residents` app."""

    name = "residents"
    verbose_name = _("Residents")

    def ready(self) -> None:
        """Register the rules of the account, and of the packages below."""
        from residents.personal_data import of_editors, of_residents
        from residents.personal_data.registry import registry

        of_residents.register(registry)
        of_editors.register(registry)
