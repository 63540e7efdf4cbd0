import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.contrib.taggit
import modelcluster.fields
import modelsearch.index
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import core.field_defaults


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarPage",
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
                ("intro", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "calendar",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("talk", "Talk or information"),
                            ("workshop", "Workshop or course"),
                            ("outdoors", "Walk or trip"),
                            ("social", "Get-together"),
                            ("work", "Doing something together"),
                            ("other", "Something else"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="kind of event",
                    ),
                ),
                (
                    "is_all_day",
                    models.BooleanField(
                        default=False,
                        help_text="Only the dates count; the hours are not shown.",
                        verbose_name="all day",
                    ),
                ),
                (
                    "has_open_end",
                    models.BooleanField(
                        default=False,
                        help_text="Nobody has said when it ends.",
                        verbose_name="open end",
                    ),
                ),
                ("venue", models.CharField(blank=True, max_length=120, verbose_name="venue")),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="Street and number, postal code and town.",
                        max_length=200,
                        verbose_name="address",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="In degrees, such as 57.464200. Gives a map.",
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="In degrees, such as 9.982300.",
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "is_online",
                    models.BooleanField(default=False, verbose_name="takes place online"),
                ),
                (
                    "online_url",
                    models.URLField(
                        blank=True,
                        help_text="Shown only to those signed up.",
                        verbose_name="online address",
                    ),
                ),
                (
                    "step_free",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="step-free access",
                    ),
                ),
                (
                    "accessible_toilet",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="accessible toilet",
                    ),
                ),
                (
                    "hearing_loop",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="hearing loop",
                    ),
                ),
                (
                    "quiet_room",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="quiet room",
                    ),
                ),
                (
                    "parking",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="parking for disabled people",
                    ),
                ),
                (
                    "has_signup",
                    models.BooleanField(
                        default=True,
                        help_text="Switch off where everybody just comes.",
                        verbose_name="people sign up",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Leave empty if there is no limit.",
                        null=True,
                        verbose_name="seats",
                    ),
                ),
                (
                    "max_party_size",
                    models.PositiveSmallIntegerField(
                        default=6,
                        help_text="How many one person can sign up.",
                        verbose_name="largest party",
                    ),
                ),
                (
                    "asks_names",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise only for the name of who signs up.",
                        verbose_name="ask for everybody's name",
                    ),
                ),
                (
                    "opens_days_before",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days before the start. Leave empty to open at once.",
                        null=True,
                        verbose_name="sign-up opens",
                    ),
                ),
                (
                    "closes_hours_before",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Hours before the start. 0 means: when it begins.",
                        verbose_name="sign-up closes",
                    ),
                ),
                (
                    "newcomer_seats",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="For people who have not been to one of our events before.",
                        verbose_name="seats kept for newcomers",
                    ),
                ),
                (
                    "newcomers_until_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="Days before the start. Then they are everybody's.",
                        verbose_name="kept until",
                    ),
                ),
                (
                    "reminder_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        help_text="Hours before the start. 0 means: none.",
                        verbose_name="reminder",
                    ),
                ),
                (
                    "asks_feedback",
                    models.BooleanField(
                        default=True,
                        help_text="Afterwards, everybody who came gets a thank-you with a short form.",
                        verbose_name="ask how it was",
                    ),
                ),
                (
                    "translation_key",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="In the language it was first written in.",
                        max_length=255,
                        verbose_name="title",
                    ),
                ),
                (
                    "first_starts_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="starts"),
                ),
                ("first_ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                (
                    "recurrence",
                    models.CharField(
                        blank=True,
                        help_text="RFC 5545, § 3.3.10 (RRULE)",
                        max_length=255,
                        verbose_name="recurrence",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("scheduled", "Takes place"),
                            ("moved_online", "Moved online"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="scheduled",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "status_reason",
                    models.CharField(blank=True, max_length=240, verbose_name="reason"),
                ),
                ("made_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("is_published", models.BooleanField(default=False, verbose_name="published")),
                ("is_example", models.BooleanField(default=False, verbose_name="example")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="core.area",
                    ),
                ),
                (
                    "organiser",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="core.partner",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="core.theme",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
            },
        ),
        migrations.CreateModel(
            name="EventPage",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("talk", "Talk or information"),
                            ("workshop", "Workshop or course"),
                            ("outdoors", "Walk or trip"),
                            ("social", "Get-together"),
                            ("work", "Doing something together"),
                            ("other", "Something else"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="kind of event",
                    ),
                ),
                (
                    "is_all_day",
                    models.BooleanField(
                        default=False,
                        help_text="Only the dates count; the hours are not shown.",
                        verbose_name="all day",
                    ),
                ),
                (
                    "has_open_end",
                    models.BooleanField(
                        default=False,
                        help_text="Nobody has said when it ends.",
                        verbose_name="open end",
                    ),
                ),
                ("venue", models.CharField(blank=True, max_length=120, verbose_name="venue")),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="Street and number, postal code and town.",
                        max_length=200,
                        verbose_name="address",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="In degrees, such as 57.464200. Gives a map.",
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="In degrees, such as 9.982300.",
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "is_online",
                    models.BooleanField(default=False, verbose_name="takes place online"),
                ),
                (
                    "online_url",
                    models.URLField(
                        blank=True,
                        help_text="Shown only to those signed up.",
                        verbose_name="online address",
                    ),
                ),
                (
                    "step_free",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="step-free access",
                    ),
                ),
                (
                    "accessible_toilet",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="accessible toilet",
                    ),
                ),
                (
                    "hearing_loop",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="hearing loop",
                    ),
                ),
                (
                    "quiet_room",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="quiet room",
                    ),
                ),
                (
                    "parking",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=3,
                        verbose_name="parking for disabled people",
                    ),
                ),
                (
                    "has_signup",
                    models.BooleanField(
                        default=True,
                        help_text="Switch off where everybody just comes.",
                        verbose_name="people sign up",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Leave empty if there is no limit.",
                        null=True,
                        verbose_name="seats",
                    ),
                ),
                (
                    "max_party_size",
                    models.PositiveSmallIntegerField(
                        default=6,
                        help_text="How many one person can sign up.",
                        verbose_name="largest party",
                    ),
                ),
                (
                    "asks_names",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise only for the name of who signs up.",
                        verbose_name="ask for everybody's name",
                    ),
                ),
                (
                    "opens_days_before",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days before the start. Leave empty to open at once.",
                        null=True,
                        verbose_name="sign-up opens",
                    ),
                ),
                (
                    "closes_hours_before",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Hours before the start. 0 means: when it begins.",
                        verbose_name="sign-up closes",
                    ),
                ),
                (
                    "newcomer_seats",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="For people who have not been to one of our events before.",
                        verbose_name="seats kept for newcomers",
                    ),
                ),
                (
                    "newcomers_until_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="Days before the start. Then they are everybody's.",
                        verbose_name="kept until",
                    ),
                ),
                (
                    "reminder_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        help_text="Hours before the start. 0 means: none.",
                        verbose_name="reminder",
                    ),
                ),
                (
                    "asks_feedback",
                    models.BooleanField(
                        default=True,
                        help_text="Afterwards, everybody who came gets a thank-you with a short form.",
                        verbose_name="ask how it was",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Leave empty if the end is open.",
                        null=True,
                        verbose_name="ends",
                    ),
                ),
                (
                    "repeats",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Takes place once"),
                            ("daily", "Every day"),
                            ("weekly", "Every week, on the same weekday"),
                            ("fortnightly", "Every other week, on the same weekday"),
                            (
                                "monthly",
                                "Every month, on the same weekday (such as the first Thursday)",
                            ),
                            ("monthly_last", "Every month, on the last such weekday"),
                            ("monthly_date", "Every month, on the same date"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="repeats",
                    ),
                ),
                (
                    "repeat_count",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counting the first.",
                        null=True,
                        verbose_name="number of times",
                    ),
                ),
                (
                    "repeat_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day. If you give neither a number nor a day, it goes on.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "directions",
                    models.TextField(
                        blank=True,
                        help_text="Bus, parking, which door.",
                        max_length=1000,
                        verbose_name="how to get there",
                    ),
                ),
                (
                    "welcome",
                    models.TextField(
                        blank=True,
                        help_text="Coming alone? Look for the host in the yellow vest.",
                        max_length=1000,
                        verbose_name="welcome",
                    ),
                ),
                (
                    "questions",
                    wagtail.fields.StreamField(
                        [("text", 3), ("choice", 6), ("checkbox", 9)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Question", "max_length": 200},
                            ),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            2: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Must be answered", "required": False},
                            ),
                            3: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 0), ("help_text", 1), ("is_required", 2)]],
                                {},
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Answer", "max_length": 100},
                            ),
                            5: (
                                "wagtail.blocks.ListBlock",
                                (4,),
                                {"label": "Answers", "max_num": 20, "min_num": 2},
                            ),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("question", 0),
                                        ("help_text", 1),
                                        ("choices", 5),
                                        ("is_required", 2),
                                    ]
                                ],
                                {},
                            ),
                            7: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Text beside the box", "max_length": 200},
                            ),
                            8: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Must be ticked", "required": False},
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 7), ("help_text", 1), ("is_required", 8)]],
                                {},
                            ),
                        },
                        verbose_name="questions",
                    ),
                ),
                (
                    "consent",
                    models.TextField(
                        blank=True,
                        help_text="If there is a text here, nobody can sign up without agreeing to it.",
                        max_length=1000,
                        verbose_name="consent",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("scheduled", "Takes place"),
                            ("moved_online", "Moved online"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="scheduled",
                        help_text="When published, everybody signed up gets a mail with the reason.",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "status_reason",
                    models.CharField(blank=True, max_length=240, verbose_name="reason"),
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
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "organiser",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.partner",
                        verbose_name="organiser",
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
                "verbose_name": "event page",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="EventTag",
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
                        to="events.eventpage",
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
            model_name="eventpage",
            name="tags",
            field=modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="events.EventTag",
                to="taggit.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.CreateModel(
            name="EventText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=16, verbose_name="language")),
                ("is_original", models.BooleanField(default=False)),
                ("has_page", models.BooleanField(default=False)),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("summary", models.CharField(blank=True, max_length=240, verbose_name="summary")),
                ("url", models.CharField(blank=True, max_length=2000)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("scheduled", "Takes place"),
                            ("moved_online", "Moved online"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="scheduled",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "status_reason",
                    models.CharField(blank=True, max_length=240, verbose_name="reason"),
                ),
                ("directions", models.TextField(blank=True, verbose_name="how to get there")),
                ("welcome", models.TextField(blank=True, verbose_name="welcome")),
                ("consent", models.TextField(blank=True, verbose_name="consent")),
                ("questions", models.JSONField(blank=True, default=dict, verbose_name="questions")),
                (
                    "published_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="published"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="events.event",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(blank=True, related_name="event_texts", to="taggit.tag"),
                ),
            ],
            options={
                "ordering": ["-is_original", "pk"],
                "default_permissions": (),
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recurrence_id", models.DateTimeField(verbose_name="original start")),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "capacity",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty means no limit.",
                        null=True,
                        verbose_name="seats",
                    ),
                ),
                (
                    "taken",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="seats taken"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("scheduled", "Takes place"),
                            ("moved_online", "Moved online"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="scheduled",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "status_reason",
                    models.CharField(blank=True, max_length=240, verbose_name="reason"),
                ),
                (
                    "other_reasons",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="reason in other languages"
                    ),
                ),
                (
                    "opens_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="sign-up opens"),
                ),
                (
                    "closes_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="sign-up closes"),
                ),
                (
                    "newcomer_seats",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="seats kept for newcomers"
                    ),
                ),
                (
                    "newcomers_taken",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="seats taken by newcomers"
                    ),
                ),
                (
                    "newcomers_until",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="kept for newcomers until"
                    ),
                ),
                (
                    "has_own_time",
                    models.BooleanField(default=False, verbose_name="has a time of its own"),
                ),
                (
                    "has_own_seats",
                    models.BooleanField(default=False, verbose_name="has seats of its own"),
                ),
                (
                    "has_own_status",
                    models.BooleanField(default=False, verbose_name="has a status of its own"),
                ),
                ("remind_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("thank_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occurrences",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "verbose_name": "occurrence",
                "verbose_name_plural": "occurrences",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="rating",
                    ),
                ),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
                (
                    "given_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="given on"
                    ),
                ),
                (
                    "occurrence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="events.occurrence",
                    ),
                ),
            ],
            options={
                "verbose_name": "feedback",
                "verbose_name_plural": "feedback",
                "ordering": ["-given_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("texts", models.JSONField(verbose_name="texts")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="written"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                (
                    "recipients",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="recipients"),
                ),
                (
                    "to_waiting",
                    models.BooleanField(default=False, verbose_name="also to the waiting list"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss_written",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss_sent",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "occurrence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcements",
                        to="events.occurrence",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail to those signed up",
                "verbose_name_plural": "mails to those signed up",
                "ordering": ["-created_at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PrivateCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "secret",
                    models.CharField(
                        default=core.field_defaults.new_secret,
                        editable=False,
                        max_length=64,
                        unique=True,
                        verbose_name="secret",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="made"),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="private_calendar",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "address of a calendar feed",
                "verbose_name_plural": "addresses of calendar feeds",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4)),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "Text"), ("choice", "Choice"), ("checkbox", "Checkbox")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="question")),
                ("is_required", models.BooleanField(default=False, verbose_name="required")),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_asked", models.BooleanField(default=True, verbose_name="is asked")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        help_text="Of somebody without an e-mail address, whom the organiser has to call.",
                        max_length=20,
                        verbose_name="telephone",
                    ),
                ),
                (
                    "companions",
                    models.JSONField(blank=True, default=list, verbose_name="names of the others"),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "party_size",
                    models.PositiveSmallIntegerField(default=1, verbose_name="number of people"),
                ),
                (
                    "is_newcomer",
                    models.BooleanField(
                        default=False, verbose_name="has not been to one of our events before"
                    ),
                ),
                ("consented_to", models.TextField(blank=True, verbose_name="agreed to")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Awaiting confirmation"),
                            ("asking", "Awaiting confirmation for the waiting list"),
                            ("waiting", "On the waiting list"),
                            ("offered", "Offered a seat"),
                            ("confirmed", "Signed up"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Never confirmed"),
                            ("lapsed", "Offer not answered in time"),
                        ],
                        default="pending",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmed"),
                ),
                (
                    "queued_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="on the waiting list since"
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="cancelled or expired"
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        help_text="After this, an unconfirmed sign-up or an offer frees its seats.",
                        verbose_name="to be answered by",
                    ),
                ),
                ("checked_in_at", models.DateTimeField(blank=True, null=True, verbose_name="came")),
                (
                    "arrived",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="people who came"
                    ),
                ),
                ("door_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "feedback_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="said how it was"),
                ),
                (
                    "anonymised_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="anonymised"),
                ),
                (
                    "code",
                    models.CharField(
                        default=core.field_defaults.new_code,
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("attempt", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="signups_added",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "occurrence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signups",
                        to="events.occurrence",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="signups",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-up",
                "verbose_name_plural": "sign-ups",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.TextField(blank=True, verbose_name="answer")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="events.question",
                    ),
                ),
                (
                    "signup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="events.signup",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["question__position", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_party_size__gte", 1), ("max_party_size__lte", 50)),
                name="event_party_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="event_whole_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("capacity__isnull", True), ("capacity__lte", 100000), _connector="OR"
                ),
                name="event_most_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recurrence", ""),
                    models.Q(("first_ends_at__isnull", False), ("first_starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="event_series_has_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventtext",
            constraint=models.UniqueConstraint(
                fields=("event", "language"), name="event_text_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="eventtext",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_original", True)),
                fields=("event",),
                name="event_text_one_original",
            ),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["starts_at", "id"], name="occurrence_in_time"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["ends_at"], name="occurrence_end"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)),
                fields=["remind_at"],
                name="occurrence_to_remind",
            ),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(
                condition=models.Q(("thank_at__isnull", False)),
                fields=["thank_at"],
                name="occurrence_to_thank",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(
                fields=("event", "recurrence_id"), name="occurrence_once_in_series"
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="occurrence_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(("newcomers_taken__lte", models.F("taken"))),
                name="occurrence_newcomers_are_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("newcomer_seats", 0), ("newcomers_until__isnull", False), _connector="OR"
                ),
                name="occurrence_kept_until_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__gte", 1), ("rating__lte", 5)),
                name="feedback_from_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recipients__isnull", True), ("sent_at__isnull", True)),
                    models.Q(("recipients__isnull", False), ("sent_at__isnull", False)),
                    _connector="OR",
                ),
                name="announcement_sent_is_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(("texts", {}), _negated=True), name="announcement_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("event", "key"), name="question_once"),
        ),
        migrations.AddIndex(
            model_name="signup",
            index=models.Index(
                condition=models.Q(("status__in", ["pending", "asking", "offered"])),
                fields=["expires_at"],
                name="signup_to_expire",
            ),
        ),
        migrations.AddIndex(
            model_name="signup",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True),
                fields=["email"],
                name="signup_of_address",
            ),
        ),
        migrations.AddIndex(
            model_name="signup",
            index=models.Index(
                condition=models.Q(("status", "waiting")),
                fields=["occurrence", "queued_at", "id"],
                name="signup_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status__in", ["pending", "asking", "waiting", "offered", "confirmed"]),
                    models.Q(("email", ""), _negated=True),
                ),
                fields=("occurrence", "email"),
                name="signup_once_per_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(("party_size__gte", 1)), name="signup_party_at_least_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "waiting"), _negated=True),
                    ("queued_at__isnull", False),
                    _connector="OR",
                ),
                name="signup_waits_since",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("arrived__isnull", True), ("checked_in_at__isnull", True)),
                    models.Q(
                        ("arrived__gte", 1),
                        ("arrived__lte", models.F("party_size")),
                        ("checked_in_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="signup_who_came_was_expected",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("signup", "question"), name="answer_once"),
        ),
    ]
