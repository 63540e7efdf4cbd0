"""Copy the thanks for the first post to its thread, for the list of the most thanked."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the thanks of the threads that are older than the column."""
    post_model = apps.get_model("forum", "Post")
    first = post_model.objects.filter(thread=OuterRef("pk"), number=1, is_hidden=False)
    apps.get_model("forum", "Thread").objects.update(
        thanks_count=Coalesce(Subquery(first.order_by().values("thanks_count")[:1]), 0)
    )


class Migration(migrations.Migration):
    dependencies = [("forum", "0025_promised_days_and_earlier_places")]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="thanks_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="thanks"),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["-thanks_count", "-id"], name="thread_most_thanked"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
