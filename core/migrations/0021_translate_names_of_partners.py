from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0020_translate_descriptions_of_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="translated_names",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
