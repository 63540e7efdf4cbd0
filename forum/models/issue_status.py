"""The statuses of local issues."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssueStatus(models.TextChoices):
    RECEIVED = "received", _("Received")
    INVESTIGATING = "investigating", _("Being looked at")
    PLANNED = "planned", _("Planned")
    SOLVED = "solved", _("Solved")
    DECLINED = "declined", _("Declined")

    @property
    def is_open(self) -> bool:
        return self not in CLOSED

    @property
    def icon(self) -> str:
        return {
            self.INVESTIGATING: "search",
            self.PLANNED: "calendar",
            self.SOLVED: "check-circle",
            self.DECLINED: "close",
        }.get(self, "clock")

    @property
    def tone(self) -> str:
        """The tone of its chip, beside the words."""
        tones: dict[Any, str] = {self.SOLVED: "success", self.DECLINED: "warning"}
        return tones.get(self, "info")


CLOSED = frozenset({IssueStatus.SOLVED, IssueStatus.DECLINED})
