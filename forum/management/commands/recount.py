"""`manage.py recount`: count anew what the forum stores as numbers."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.recounting import recount


class Command(BaseCommand):
    help = "Counts posts and thanks anew, and corrects what lists show of threads."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, count in recount().items():
            self.stdout.write(f"{what} that were wrong: {count}")
