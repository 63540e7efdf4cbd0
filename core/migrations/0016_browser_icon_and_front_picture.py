import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0015_promoted_results"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="browser_icon",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown on the tab of the browser. A square picture. Without one: roofs.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.siteimage",
                verbose_name="icon in the browser",
            ),
        ),
        migrations.AddField(
            model_name="sitesettings",
            name="front_picture",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown below the title, wide and low. Without one: a drawing of a street.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.siteimage",
                verbose_name="picture on the front page",
            ),
        ),
    ]
