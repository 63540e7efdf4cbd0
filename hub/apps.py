"""The configuration of the app `hub`."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = "Hub"

    def ready(self) -> None:
        """Have each tick note that it has begun."""
        from core import duties
        from hub.models import Heartbeat

        duties.register("heartbeat", lambda: Heartbeat.objects.beat(Heartbeat.Part.TICK))
