import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import core.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="HomePage",
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
                    "intro",
                    models.TextField(blank=True, max_length=600, verbose_name="introduction"),
                ),
                (
                    "figures",
                    wagtail.fields.StreamField(
                        [("figure", 4)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "“over”, “about”",
                                    "label": "Words before",
                                    "max_length": 30,
                                    "required": False,
                                },
                            ),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Figure", "max_length": 20},
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "What the figure means", "max_length": 160},
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 200},
                            ),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("prefix", 0), ("value", 1), ("label", 2), ("source", 3)]],
                                {},
                            ),
                        },
                        verbose_name="figures",
                    ),
                ),
                (
                    "steps",
                    wagtail.fields.StreamField(
                        [("step", 2)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Title", "max_length": 80},
                            ),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Text", "max_length": 240},
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("title", 0), ("text", 1)]], {}),
                        },
                        verbose_name="how it works",
                    ),
                ),
            ],
            options={
                "verbose_name": "front page",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="PartnerIndexPage",
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
            ],
            options={
                "verbose_name": "list of partners",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="StandardPage",
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
                    "in_footer",
                    models.BooleanField(
                        default=False,
                        help_text="List the page at the foot of every page.",
                        verbose_name="in the footer",
                    ),
                ),
            ],
            options={
                "verbose_name": "standard page",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="PartnerPage",
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
                        verbose_name="what it does",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="core.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner page",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="PrivacyPage",
            fields=[
                (
                    "standardpage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="home.standardpage",
                    ),
                ),
                (
                    "controller",
                    models.TextField(
                        blank=True,
                        help_text="Who is responsible for the data, and how to reach them. One fact a line.",
                        verbose_name="data controller",
                    ),
                ),
            ],
            options={
                "verbose_name": "privacy page",
            },
            bases=("home.standardpage",),
        ),
        migrations.CreateModel(
            name="SiteSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "accessibility_statement",
                    models.CharField(
                        blank=True,
                        help_text="Where /was leads: the address of the statement in the authority's WAS tool.",
                        max_length=300,
                        validators=[core.validators.validate_web_address],
                        verbose_name="accessibility statement",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "site settings",
            },
        ),
        migrations.CreateModel(
            name="ThemePage",
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
                    "intro",
                    models.TextField(blank=True, max_length=600, verbose_name="introduction"),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.theme",
                        verbose_name="theme",
                    ),
                ),
            ],
            options={
                "verbose_name": "theme page",
            },
            bases=("wagtailcore.page", models.Model),
        ),
    ]
