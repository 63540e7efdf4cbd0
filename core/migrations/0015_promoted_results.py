"""Pages that the search shows first for words that editors choose."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0014_mark_decorative_images"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PromotedResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "terms",
                    models.CharField(
                        help_text="With commas between them, in all languages: “burglar, break-in, indbrud”. Who searches for one of them sees the page first.",
                        max_length=240,
                        verbose_name="words",
                    ),
                ),
                (
                    "page",
                    models.OneToOneField(
                        help_text="A page or an event. Readers get it in their own language. It is shown only while it is published.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "promoted result",
                "verbose_name_plural": "promoted results",
                "ordering": ["pk"],
            },
        ),
    ]
