from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0024_post_pictures")]

    operations = [
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["promised_on", "thread"],
                condition=models.Q(promised_on__isnull=False),
                name="issue_promised_on",
            ),
        ),
        migrations.AddField(
            model_name="postversion",
            name="place",
            field=models.CharField(blank=True, max_length=240, verbose_name="place"),
        ),
    ]
