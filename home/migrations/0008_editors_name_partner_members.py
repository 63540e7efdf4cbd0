"""Let editors and administrators say who may speak for a partner."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

# Nothing is changed about a membership: it is there or not.
CODENAMES = [f"{action}_partnermembership" for action in ("add", "delete", "view")]


def allow(apps, schema_editor):
    # Django makes permissions after the last migration; a group needs them now.
    config = installed.get_app_config("residents")
    models_module, config.models_module = config.models_module, True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = models_module

    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="residents", codename__in=CODENAMES
    )
    groups = apps.get_model("auth", "Group").objects
    for group in groups.filter(name__in=["Editors", "Administrators"]):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0007_partner_pages"),
        ("residents", "0002_area_profile_and_partner_memberships"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
