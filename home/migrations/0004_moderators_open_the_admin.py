"""Let moderators open the admin, where they review the pages that editors submit to them."""

from django.db import migrations


def allow(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name="Moderators").first()
    if group is not None:
        group.permissions.add(
            *apps.get_model("auth", "Permission").objects.filter(
                content_type__app_label="wagtailadmin", codename="access_admin"
            )
        )


class Migration(migrations.Migration):
    dependencies = [("home", "0003_roles")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
