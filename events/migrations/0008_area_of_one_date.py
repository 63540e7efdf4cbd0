"""The area of the venue of one occurrence."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0015_promoted_results"),
        ("events", "0007_venue_of_one_date"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="occurrence",
            name="occurrence_venue_is_own",
        ),
        migrations.AddField(
            model_name="occurrence",
            name="own_area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.area",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("has_own_venue", True),
                    models.Q(
                        ("own_address", ""),
                        ("own_area__isnull", True),
                        ("own_latitude__isnull", True),
                        ("own_name", ""),
                    ),
                    _connector="OR",
                ),
                name="occurrence_venue_is_own",
            ),
        ),
    ]
