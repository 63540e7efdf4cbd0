"""The venue of one occurrence."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0006_several_weekdays"),
    ]

    operations = [
        migrations.AddField(
            model_name="occurrence",
            name="has_own_venue",
            field=models.BooleanField(default=False, verbose_name="has its own venue"),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="own_address",
            field=models.CharField(blank=True, max_length=200, verbose_name="address"),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="own_latitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                max_digits=8,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-90),
                    django.core.validators.MaxValueValidator(90),
                ],
                verbose_name="latitude",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="own_longitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                max_digits=9,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-180),
                    django.core.validators.MaxValueValidator(180),
                ],
                verbose_name="longitude",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="own_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="venue"),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("own_latitude__isnull", True), ("own_longitude__isnull", True)),
                    models.Q(("own_latitude__isnull", False), ("own_longitude__isnull", False)),
                    _connector="OR",
                ),
                name="occurrence_whole_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("has_own_venue", True),
                    models.Q(("own_address", ""), ("own_latitude__isnull", True), ("own_name", "")),
                    _connector="OR",
                ),
                name="occurrence_venue_is_own",
            ),
        ),
    ]
