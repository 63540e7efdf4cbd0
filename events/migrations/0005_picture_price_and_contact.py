"""The picture, the price and the contact of an event."""

import django.db.models.deletion
from django.db import migrations, models

import core.validators


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0011_area_postal_code_example"),
        ("events", "0004_content_blocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.siteimage",
            ),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="email address"),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="contact_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="name"),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="contact_partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.partner",
                verbose_name="partner to contact",
            ),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="contact_phone",
            field=models.CharField(
                blank=True,
                max_length=20,
                validators=[core.validators.validate_phone_number],
                verbose_name="phone",
            ),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="contact_role",
            field=models.CharField(
                blank=True,
                help_text="Such as “crime prevention officer”.",
                max_length=120,
                verbose_name="role",
            ),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown at the top and in lists, cropped to 4:3. Without one: the theme’s.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.siteimage",
                verbose_name="main picture",
            ),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="price",
            field=models.CharField(
                blank=True,
                help_text="In words, such as “Free” or “50 kr., children free”.",
                max_length=120,
                verbose_name="price",
            ),
        ),
        migrations.AddField(
            model_name="eventtext",
            name="contact",
            field=models.TextField(blank=True, verbose_name="contact"),
        ),
        migrations.AddField(
            model_name="eventtext",
            name="price",
            field=models.CharField(blank=True, max_length=120, verbose_name="price"),
        ),
    ]
