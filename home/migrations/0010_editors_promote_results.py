"""Let editors promote pages in the search."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    # Django makes permissions after all migrations, and these are needed now.
    create_permissions(installed.get_app_config("core"), verbosity=0, apps=apps)
    rights = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="core", content_type__model="promotedresult"
    )
    for group in apps.get_model("auth", "Group").objects.filter(
        name__in=["Editors", "Administrators"]
    ):
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("home", "0009_site_settings_of_core"), ("core", "0015_promoted_results")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
