import django.db.models.deletion
import modelcluster.contrib.taggit
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="One or two sentences, shown in lists and under the title.",
                        max_length=240,
                        verbose_name="summary",
                    ),
                ),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Marks the page as invented for demonstration.",
                        verbose_name="example",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("active", "Under way"),
                            ("finished", "Finished"),
                        ],
                        default="active",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 0),
                            ("picture", 3),
                            ("callout", 6),
                            ("checklist", 9),
                            ("questions", 13),
                            ("figures", 19),
                            ("quote", 22),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("core.blocks.text.TextBlock", (), {}),
                            1: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            3: ("wagtail.blocks.StructBlock", [[("image", 1), ("caption", 2)]], {}),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Title", "max_length": 120},
                            ),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "Text"}),
                            6: ("wagtail.blocks.StructBlock", [[("title", 4), ("text", 5)]], {}),
                            7: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            8: (
                                "wagtail.blocks.ListBlock",
                                (7,),
                                {"label": "Points", "min_num": 1},
                            ),
                            9: ("wagtail.blocks.StructBlock", [[("title", 4), ("points", 8)]], {}),
                            10: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Question", "max_length": 200},
                            ),
                            11: ("wagtail.blocks.TextBlock", (), {"label": "Answer"}),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 10), ("answer", 11)]],
                                {},
                            ),
                            13: (
                                "wagtail.blocks.ListBlock",
                                (12,),
                                {
                                    "description": "Questions with answers that unfold",
                                    "icon": "help",
                                    "label": "Questions and answers",
                                    "min_num": 1,
                                    "preview_value": [
                                        {
                                            "answer": "Yes, please do.",
                                            "question": "May I come alone?",
                                        }
                                    ],
                                    "template": "components/blocks/questions.html",
                                },
                            ),
                            14: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "“over”, “about”",
                                    "label": "Words before",
                                    "max_length": 30,
                                    "required": False,
                                },
                            ),
                            15: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Figure", "max_length": 20},
                            ),
                            16: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "What the figure means", "max_length": 160},
                            ),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 200},
                            ),
                            18: (
                                "wagtail.blocks.StructBlock",
                                [[("prefix", 14), ("value", 15), ("label", 16), ("source", 17)]],
                                {},
                            ),
                            19: (
                                "wagtail.blocks.ListBlock",
                                (18,),
                                {
                                    "description": "One to four figures, each with its source",
                                    "icon": "order",
                                    "label": "Figures",
                                    "max_num": 4,
                                    "min_num": 1,
                                    "preview_value": [
                                        {
                                            "label": "an invented figure",
                                            "prefix": "",
                                            "source": "An example",
                                            "value": "3",
                                        }
                                    ],
                                    "template": "components/blocks/figures.html",
                                },
                            ),
                            20: ("wagtail.blocks.TextBlock", (), {"label": "Quotation"}),
                            21: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Who said it", "max_length": 120, "required": False},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("quote", 20), ("attribution", 21)]],
                                {},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="core.theme",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign page",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="CampaignTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_items",
                        to="campaigns.campaignpage",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_items",
                        to="taggit.tag",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="campaignpage",
            name="tags",
            field=modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="campaigns.CampaignTag",
                to="taggit.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.CreateModel(
            name="CampaignPartner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="campaign_partners",
                        to="campaigns.campaignpage",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "partner"), name="campaign_partner_once"
                    )
                ],
            },
        ),
    ]
