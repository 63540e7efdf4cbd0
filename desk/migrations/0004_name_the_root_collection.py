"""Call the collection above all others “Alle samlinger” instead of “Root”; editors choose it."""

from django.db import migrations

NAME, WAGTAILS_NAME = "Alle samlinger", "Root"


def rename(apps, schema_editor):
    collections = apps.get_model("wagtailcore", "Collection")
    collections.objects.filter(depth=1, name=WAGTAILS_NAME).update(name=NAME)


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_name_the_root_page")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
