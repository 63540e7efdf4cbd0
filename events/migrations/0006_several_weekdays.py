"""Several weekdays in a series."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_picture_price_and_contact"),
    ]

    operations = [
        migrations.AddField(
            model_name="eventpage",
            name="weekdays",
            field=models.CharField(blank=True, max_length=20, verbose_name="weekdays"),
        ),
        migrations.AlterField(
            model_name="eventpage",
            name="repeats",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Takes place once"),
                    ("daily", "Every day"),
                    ("weekly", "Every week"),
                    ("fortnightly", "Every other week"),
                    ("monthly", "Every month, on the same weekday (such as the first Thursday)"),
                    (
                        "monthly_last",
                        "Every month, on the last of that weekday (such as the last Thursday)",
                    ),
                    ("monthly_date", "Every month, on the same date"),
                ],
                default="",
                max_length=12,
                verbose_name="repeats",
            ),
        ),
    ]
