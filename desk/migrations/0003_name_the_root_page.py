"""Call the page above all pages “Alle sider” instead of “Root”; editors see it in the page list."""

from django.db import migrations

NAME, WAGTAILS_NAME = "Alle sider", "Root"


def rename(apps, schema_editor):
    roots = apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title=WAGTAILS_NAME)
    roots.update(title=NAME, draft_title=NAME)


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_approval_workflow")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
