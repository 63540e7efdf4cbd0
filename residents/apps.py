"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    """The `residents` app."""

    name = "residents"
    verbose_name = _("Residents")

    def ready(self) -> None:
        """Register the rules of the account, and listen to allauth: how somebody got in."""
        from allauth.account.signals import authentication_step_completed
        from allauth.mfa.signals import authenticator_added

        from residents.accounts import first_proof, second_factor
        from residents.personal_data import of_editors, of_residents
        from residents.personal_data.registry import registry

        of_residents.register(registry)
        of_editors.register(registry)
        authentication_step_completed.connect(first_proof.wipe_what_others_set)
        authenticator_added.connect(second_factor.count_new_one)
