"""Give the issues that there are a status and a row of their own."""

from django.db import migrations


def fill(apps, schema_editor):
    Thread = apps.get_model("forum", "Thread")
    Issue = apps.get_model("forum", "Issue")
    ThreadTag = apps.get_model("forum", "ThreadTag")
    issues = Thread.objects.filter(kind="issue", issue=None)
    rows = (Issue(thread_id=pk, changed_at=at) for pk, at in issues.values_list("pk", "created_at"))
    Issue.objects.bulk_create(rows, batch_size=500)
    Thread.objects.filter(kind="issue", status="").update(status="received")
    ThreadTag.objects.filter(kind="issue", status="").update(status="received")


class Migration(migrations.Migration):
    dependencies = [("forum", "0011_issues")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
