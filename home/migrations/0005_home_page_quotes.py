import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0004_moderators_open_the_admin"),
    ]

    operations = [
        migrations.AddField(
            model_name="homepage",
            name="quotes",
            field=wagtail.fields.StreamField(
                [("quote", 2)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.TextBlock", (), {"label": "Quotation"}),
                    1: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Who said it", "max_length": 120, "required": False},
                    ),
                    2: ("wagtail.blocks.StructBlock", [[("quote", 0), ("attribution", 1)]], {}),
                },
                verbose_name="words of neighbours",
            ),
        ),
    ]
