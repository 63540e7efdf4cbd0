"""`manage.py page_cache`: print how often the page cache has answered."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.caching.change_log import log_errors, make_change_log

_FROM_MEMORY = ("hits", "waited", "stale")


class Command(BaseCommand):
    help = "Print how often the page cache has answered, since the figures were last reset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")
        parser.add_argument("--reset", action="store_true", help="begin to count anew")

    def handle(self, *args: Any, **options: Any) -> None:
        log = make_change_log()
        try:
            figures = log.figures()
            if options["reset"]:
                log.add_figures({name: -figures.get(name, 0) for name in (*_FROM_MEMORY, "misses")})
        except log_errors() as error:
            raise CommandError(f"The figures cannot be read: {error}") from error
        hits = sum(figures.get(name, 0) for name in _FROM_MEMORY)
        misses = figures.get("misses", 0)
        share = round(100 * hits / (hits + misses)) if hits + misses else 0
        if options["json"]:
            self.stdout.write(json.dumps({"hits": hits, "misses": misses, "hit_percent": share}))
            return
        self.stdout.write(f"Answered from memory: {hits} ({share} %)")
        self.stdout.write(f"Made anew: {misses}")
