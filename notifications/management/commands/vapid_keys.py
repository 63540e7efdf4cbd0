"""`manage.py vapid_keys`: the key that messages to devices are signed with."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications.delivery import webpush_client


class Command(BaseCommand):
    """Makes a key pair. The public key follows from the private one, and browsers are told it."""

    help = "Prints a new VAPID_PRIVATE_KEY for the environment; it stores nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the line for the environment."""
        self.stdout.write(f"VAPID_PRIVATE_KEY={webpush_client.new_private_key()}")
