"""`manage.py vapid_keys`: a key to sign push messages with."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications.delivery import webpush_client


class Command(BaseCommand):
    """Prints a new private key. The public key is derived from it."""

    help = "Prints a new VAPID_PRIVATE_KEY for the environment; it stores nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"VAPID_PRIVATE_KEY={webpush_client.new_private_key()}")
