"""Let administrators see how the outbox is doing, and have what was given up tried again."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    # Django makes permissions after the last migration; a group needs them now.
    config = installed.get_app_config("notifications")
    models_module, config.models_module = config.models_module, True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = models_module

    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    group = Group.objects.filter(name="Administrators").first()
    if group is not None:
        group.permissions.add(
            *Permission.objects.filter(
                content_type__app_label="notifications",
                codename__in=["view_outboxmessage", "change_outboxmessage"],
            )
        )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0008_editors_name_partner_members"),
        ("notifications", "0003_delivery"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
