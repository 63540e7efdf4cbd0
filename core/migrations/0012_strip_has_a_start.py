"""The moment from which the emergency message is shown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0011_area_postal_code_example"),
    ]

    operations = [
        migrations.AddField(
            model_name="emergencystrip",
            name="starts_at",
            field=models.DateTimeField(
                blank=True, help_text="Empty: as soon as you save.", null=True, verbose_name="from"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencystrip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True),
                    ("starts_at__isnull", True),
                    ("until__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="emergency_strip_ends_after_start",
                violation_error_message="It must end after it begins.",
            ),
        ),
    ]
