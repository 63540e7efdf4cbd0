"""A resident can stop following what a reply would otherwise follow again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_push_subscription_session_key"),
    ]

    operations = [
        migrations.AlterField(
            model_name="subscription",
            name="mode",
            field=models.CharField(
                choices=[("follow", "Follow"), ("mute", "Mute"), ("stop", "Stopped")],
                default="follow",
                max_length=6,
                verbose_name="mode",
            ),
        ),
    ]
