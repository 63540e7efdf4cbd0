"""Those who have an account already are not asked as if they were new."""

from django.db import migrations
from django.db.models import F


def welcome(apps, schema_editor):
    apps.get_model("residents", "User").objects.filter(welcomed_at=None).update(
        welcomed_at=F("date_joined")
    )


class Migration(migrations.Migration):
    dependencies = [("residents", "0003_email_change")]

    operations = [migrations.RunPython(welcome, migrations.RunPython.noop)]
