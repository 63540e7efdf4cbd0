"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "residents"
    verbose_name = _("Residents")

    def ready(self) -> None:
        """Register the personal data rules and a form of the admin; connect to signals."""
        from allauth.account.signals import authentication_step_completed
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_out

        from core.cache_headers import clear_browser_on_sign_out
        from residents import roles
        from residents.accounts import prehijacking_guard, second_factor
        from residents.personal_data import account_rules, staff_rules
        from residents.personal_data.registry import registry
        from residents.profiles import admin_name_form

        account_rules.register(registry)
        staff_rules.register(registry)
        admin_name_form.use_in_admin()
        roles.show_translated_names()
        authentication_step_completed.connect(prehijacking_guard.remove_unproven_access)
        authenticator_added.connect(second_factor.record_first_factor)
        user_logged_out.connect(clear_browser_on_sign_out)
