"""The configuration of the app `hub`."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = "Hub"

    def ready(self) -> None:
        """Register the checks, have each tick note that it has begun, and report errors."""
        from django.conf import settings
        from django.core import checks

        from core import duties
        from hub.checks import check_credentials
        from hub.models import Heartbeat

        checks.register(check_credentials)
        duties.register("heartbeat", lambda: Heartbeat.objects.beat(Heartbeat.Part.TICK))
        if settings.SENTRY_DSN:
            from core.error_reports import start_reports

            start_reports(settings.SENTRY_DSN)
