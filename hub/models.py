"""What the processes of the hub write down about themselves."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, part: "Heartbeat.Part") -> None:
        """Write down, in one statement, that `part` is at work now."""
        self.bulk_create(
            [self.model(part=part, beat_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["part"],
            update_fields=["beat_at"],
        )

    def trouble_of_worker(self) -> "WorkerTrouble | None":
        """Return what is wrong with the background worker; None if it works."""
        beats = dict(self.values_list("part", "beat_at"))
        if not beats:
            return WorkerTrouble.NEVER
        silence = timedelta(seconds=settings.WORKER_SILENT_SECONDS)
        if max(beats.values()) < timezone.now() - silence:
            return WorkerTrouble.SILENT
        late = timedelta(minutes=settings.TICK_LATE_MINUTES)
        tick = beats.get(Heartbeat.Part.TICK)
        if tick is not None and tick < timezone.now() - late:
            return WorkerTrouble.TICK_HANGS
        return None


class WorkerTrouble(models.TextChoices):
    """Why periodic work or queued tasks may wait."""

    NEVER = "never", "no worker has ever run"
    SILENT = "silent", "no worker has given a sign of life for a while"
    TICK_HANGS = "tick", "a worker runs, but has begun no tick for long"


class Heartbeat(models.Model):
    """When a part of the background worker last gave a sign of life, one row for each part."""

    class Part(models.TextChoices):
        # The process; a thread of its own writes it while tasks and the tick run.
        WORKER = "worker", "worker"
        # The beginning of each `tick`, in the worker or by hand.
        TICK = "tick", "tick"

    part = models.CharField(max_length=10, choices=Part, unique=True)
    beat_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.part}: {self.beat_at:%Y-%m-%d %H:%M:%S %z}"
