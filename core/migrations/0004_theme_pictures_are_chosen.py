"""Let editors choose the pictures of a theme, whose names were made of its slug before."""

import django.db.models.deletion
from django.db import migrations, models

# The drawings that there are for slugs, and the icon of a theme without one.
DRAWN = [
    *("burglary-prevention", "safe-spaces", "digital-crime"),
    *("traffic-safety", "loneliness", "green-transition"),
]
ICONS = [
    *("mark", "home", "people", "help-offered", "chat", "shield", "lock", "place", "phone"),
    *("globe", *(f"theme-{slug}" for slug in DRAWN)),
]


def choose(apps, schema_editor):
    Theme = apps.get_model("core", "Theme")
    for slug in DRAWN:
        Theme.objects.filter(slug=slug).update(illustration=slug)
    Theme.objects.exclude(icon__in=ICONS).update(icon="mark")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_tag_translations"),
    ]

    operations = [
        migrations.AddField(
            model_name="theme",
            name="illustration",
            field=models.CharField(
                choices=[
                    ("neutral", "Houses"),
                    ("burglary-prevention", "A locked house"),
                    ("safe-spaces", "A square in the evening"),
                    ("digital-crime", "A computer"),
                    ("traffic-safety", "A road with cyclists"),
                    ("loneliness", "Neighbours together"),
                    ("green-transition", "Wind and plants"),
                ],
                default="neutral",
                max_length=40,
                verbose_name="illustration",
            ),
        ),
        migrations.AddField(
            model_name="theme",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown instead of the illustration. It is cut to 4:3.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.siteimage",
                verbose_name="picture of your own",
            ),
        ),
        migrations.AlterField(
            model_name="theme",
            name="colour",
            field=models.CharField(
                choices=[
                    ("brick", "Brick"),
                    ("ochre", "Ochre"),
                    ("plum", "Plum"),
                    ("indigo", "Indigo"),
                    ("rose", "Rose"),
                    ("moss", "Moss"),
                ],
                default="brick",
                max_length=20,
                verbose_name="colour",
            ),
        ),
        migrations.AlterField(
            model_name="theme",
            name="icon",
            field=models.CharField(
                choices=[
                    ("mark", "The mark of the site"),
                    ("theme-burglary-prevention", "A house with a lock"),
                    ("theme-safe-spaces", "A street lamp"),
                    ("theme-digital-crime", "A screen"),
                    ("theme-traffic-safety", "A bicycle"),
                    ("theme-loneliness", "Two people"),
                    ("theme-green-transition", "A leaf"),
                    ("home", "A house"),
                    ("people", "Several people"),
                    ("help-offered", "A helping hand"),
                    ("chat", "Speech bubbles"),
                    ("shield", "A shield"),
                    ("lock", "A padlock"),
                    ("place", "A pin on a map"),
                    ("phone", "A telephone"),
                    ("globe", "A globe"),
                ],
                default="mark",
                max_length=40,
                verbose_name="icon",
            ),
        ),
        migrations.AlterField(
            model_name="theme",
            name="slug",
            field=models.SlugField(
                help_text="Part of web addresses, such as “road-safety”. Empty: made from the name.",
                max_length=40,
                unique=True,
                verbose_name="name in addresses",
            ),
        ),
        migrations.RunPython(choose, migrations.RunPython.noop),
    ]
