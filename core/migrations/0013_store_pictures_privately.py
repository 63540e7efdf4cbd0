"""Move the stored pictures, of which pages show renditions only, out of the public folder."""

import wagtail.images.models
from django.core.files.storage import default_storage
from django.db import migrations

import core.field_defaults


def make_private(apps, schema_editor):
    _move(apps, default_storage, core.field_defaults.private_files())


def make_public(apps, schema_editor):
    _move(apps, core.field_defaults.private_files(), default_storage)


def _move(apps, source, target):
    names = apps.get_model("core", "SiteImage").objects.values_list("file", flat=True)
    for name in names.iterator():
        # A run that was stopped is continued; a file that is gone stays gone.
        if not name or not source.exists(name):
            continue
        if not target.exists(name):
            with source.open(name) as file:
                target.save(name, file)
        source.delete(name)


class Migration(migrations.Migration):
    dependencies = [("core", "0012_strip_has_a_start")]

    operations = [
        migrations.AlterField(
            model_name="siteimage",
            name="file",
            field=wagtail.images.models.WagtailImageField(
                height_field="height",
                storage=core.field_defaults.private_files,
                upload_to=wagtail.images.models.get_upload_to,
                verbose_name="file",
                width_field="width",
            ),
        ),
        migrations.RunPython(make_private, make_public),
    ]
