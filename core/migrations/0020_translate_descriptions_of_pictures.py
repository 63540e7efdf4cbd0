from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0019_say_once_what_a_middle_is"),
    ]

    operations = [
        migrations.AddField(
            model_name="siteimage",
            name="translated_descriptions",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
