"""Of two telephones at the door, the later tap holds: when the last one was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0005_hold_what_must_hold")]

    operations = [
        migrations.AddField(
            model_name="signup",
            name="door_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
