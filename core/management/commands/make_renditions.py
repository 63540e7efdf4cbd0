"""`manage.py make_renditions`: make all pictures of the site that are missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.images.rendering import make_renditions
from core.images.renditions import RenditionFailedError
from core.models import SiteImage


class Command(BaseCommand):
    help = (
        "Make the renditions that the site shows, for all images that lack any, and those whose "
        "file is gone. Safe at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go on after a failure, which is logged; raise `CommandError` at the end."""
        made, failed = 0, []
        pks = list(SiteImage.objects.order_by("-pk").values_list("pk", flat=True))
        for pk in pks:
            try:
                made += make_renditions(pk, check_files=True)
            except RenditionFailedError:
                failed.append(str(pk))
        self.stdout.write(f"{made} renditions made for {len(pks)} images")
        if failed:
            raise CommandError(f"Failed for the images {', '.join(failed)}: see the log")
