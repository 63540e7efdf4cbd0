"""A push subscription belongs to a session. Earlier ones have none, so they are over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="pushsubscription",
            name="session_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=40),
            preserve_default=False,
        ),
    ]
