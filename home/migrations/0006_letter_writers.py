"""Let editors write letters to all followers, and moderators to those of threads."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {
    "Editors": ["send_letter"],
    "Administrators": ["send_letter"],
    "Moderators": ["send_forum_letter"],
}


def allow(apps, schema_editor):
    # Django makes permissions after the last migration; a group needs them now.
    config = installed.get_app_config("notifications")
    models_module, config.models_module = config.models_module, True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = models_module

    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in MAY.items():
        group = Group.objects.filter(name=name).first()
        if group is not None:
            group.permissions.add(
                *Permission.objects.filter(
                    content_type__app_label="notifications", codename__in=codenames
                )
            )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0005_privacy_pages"),
        ("notifications", "0004_letters"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
