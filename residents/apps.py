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

        from residents.accounts import prehijacking_guard, second_factor
        from residents.personal_data import account_rules, staff_rules
        from residents.personal_data.registry import registry

        account_rules.register(registry)
        staff_rules.register(registry)
        authentication_step_completed.connect(prehijacking_guard.wipe_what_others_set)
        authenticator_added.connect(second_factor.count_new_one)
