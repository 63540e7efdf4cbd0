from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="rendering",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="post",
            name="body",
            field=models.TextField(verbose_name="text"),
        ),
        migrations.AlterField(
            model_name="postversion",
            name="body",
            field=models.TextField(verbose_name="text"),
        ),
    ]
