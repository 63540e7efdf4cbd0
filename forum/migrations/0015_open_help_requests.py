"""Open the threads about help that are older than the states."""

import datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

_KINDS = ["help_wanted", "help_offered"]
_DAYS = 30


def open_requests(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give every such thread a request that is open for thirty days."""
    thread_model = apps.get_model("forum", "Thread")
    request_model = apps.get_model("forum", "HelpRequest")
    threads = thread_model.objects.filter(kind__in=_KINDS, help_request=None)
    until = timezone.localdate() + datetime.timedelta(days=_DAYS)
    request_model.objects.bulk_create(
        (request_model(thread_id=pk, until=until) for pk in threads.values_list("pk", flat=True)),
        batch_size=500,
    )
    thread_model.objects.filter(kind__in=_KINDS, help_state="").update(help_state="open")


class Migration(migrations.Migration):
    dependencies = [("forum", "0014_help_between_neighbours")]

    operations = [migrations.RunPython(open_requests, migrations.RunPython.noop)]
