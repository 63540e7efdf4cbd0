"""Say in the block of a map that a position can be pasted."""

import wagtail.fields
from django.db import migrations

import core.validators


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0009_ends_in_the_index_of_time"),
    ]

    operations = [
        migrations.AlterField(
            model_name="eventpage",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 2),
                    ("text", 3),
                    ("quote", 7),
                    ("callout", 10),
                    ("fact_box", 12),
                    ("questions", 16),
                    ("accordion", 19),
                    ("picture", 21),
                    ("gallery", 24),
                    ("video", 27),
                    ("button", 32),
                    ("steps", 36),
                    ("checklist", 39),
                    ("figures", 49),
                    ("chart", 55),
                    ("table", 59),
                    ("timeline", 63),
                    ("partners", 66),
                    ("people", 73),
                    ("map", 78),
                    ("related_pages", 81),
                    ("documents", 86),
                ],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "Heading", "max_length": 120}),
                    1: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {"label": "Smaller, under another heading", "required": False},
                    ),
                    2: ("wagtail.blocks.StructBlock", [[("text", 0), ("is_sub", 1)]], {}),
                    3: ("wagtail.blocks.RichTextBlock", (), {}),
                    4: ("wagtail.blocks.TextBlock", (), {"label": "Quotation"}),
                    5: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Who said it", "max_length": 120, "required": False},
                    ),
                    6: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                    7: (
                        "wagtail.blocks.StructBlock",
                        [[("quote", 4), ("attribution", 5), ("image", 6)]],
                        {},
                    ),
                    8: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                    9: ("wagtail.blocks.TextBlock", (), {"label": "Text"}),
                    10: ("wagtail.blocks.StructBlock", [[("title", 8), ("text", 9)]], {}),
                    11: ("wagtail.blocks.RichTextBlock", (), {"label": "Text"}),
                    12: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 8), ("text", 11), ("image", 6)]],
                        {},
                    ),
                    13: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                    14: ("wagtail.blocks.TextBlock", (), {"label": "Answer"}),
                    15: ("wagtail.blocks.StructBlock", [[("question", 13), ("answer", 14)]], {}),
                    16: ("wagtail.blocks.ListBlock", (15,), {}),
                    17: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 200}),
                    18: ("wagtail.blocks.StructBlock", [[("title", 17), ("text", 11)]], {}),
                    19: ("wagtail.blocks.ListBlock", (18,), {}),
                    20: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Caption", "max_length": 200, "required": False},
                    ),
                    21: ("wagtail.blocks.StructBlock", [[("image", 6), ("caption", 20)]], {}),
                    22: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Heading", "max_length": 120, "required": False},
                    ),
                    23: (
                        "wagtail.blocks.ListBlock",
                        (21,),
                        {"label": "Pictures", "max_num": 24, "min_num": 1},
                    ),
                    24: ("wagtail.blocks.StructBlock", [[("title", 22), ("entries", 23)]], {}),
                    25: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "On YouTube or Vimeo, copied from the address bar.",
                            "label": "Address of the video",
                        },
                    ),
                    26: (
                        "wagtail.images.blocks.ImageBlock",
                        [],
                        {
                            "help_text": "Shown until the reader plays the video. Choose a picture of your own.",
                            "label": "Still",
                        },
                    ),
                    27: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 8), ("url", 25), ("image", 26)]],
                        {},
                    ),
                    28: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "“Find an event near you”",
                            "label": "Text on the button",
                            "max_length": 60,
                        },
                    ),
                    29: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {"label": "A page of this site", "required": False},
                    ),
                    30: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {"label": "Or another website", "required": False},
                    ),
                    31: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "A line under the button.",
                            "label": "Note",
                            "max_length": 160,
                            "required": False,
                        },
                    ),
                    32: (
                        "wagtail.blocks.StructBlock",
                        [[("label", 28), ("page", 29), ("url", 30), ("note", 31)]],
                        {},
                    ),
                    33: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False}),
                    34: ("wagtail.blocks.StructBlock", [[("title", 8), ("text", 33)]], {}),
                    35: (
                        "wagtail.blocks.ListBlock",
                        (34,),
                        {"label": "Steps", "max_num": 20, "min_num": 1},
                    ),
                    36: ("wagtail.blocks.StructBlock", [[("title", 22), ("entries", 35)]], {}),
                    37: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                    38: ("wagtail.blocks.ListBlock", (37,), {"label": "Points", "min_num": 1}),
                    39: ("wagtail.blocks.StructBlock", [[("title", 8), ("points", 38)]], {}),
                    40: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "“over”, “about”",
                            "label": "Text before the figure",
                            "max_length": 30,
                            "required": False,
                        },
                    ),
                    41: ("wagtail.blocks.CharBlock", (), {"label": "Figure", "max_length": 20}),
                    42: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "“%”, “km”, “people”",
                            "label": "Unit",
                            "max_length": 20,
                            "required": False,
                        },
                    ),
                    43: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "What the figure means", "max_length": 160},
                    ),
                    44: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "What it was before. Without one, progress counts from zero.",
                            "label": "Baseline",
                            "max_length": 20,
                            "required": False,
                        },
                    ),
                    45: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "What you want to reach. A bar shows how far you are.",
                            "label": "Target",
                            "max_length": 20,
                            "required": False,
                        },
                    ),
                    46: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Date of the figure", "required": False},
                    ),
                    47: ("wagtail.blocks.CharBlock", (), {"label": "Source", "max_length": 200}),
                    48: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("prefix", 40),
                                ("value", 41),
                                ("unit", 42),
                                ("label", 43),
                                ("baseline", 44),
                                ("target", 45),
                                ("date", 46),
                                ("source", 47),
                            ]
                        ],
                        {},
                    ),
                    49: ("wagtail.blocks.ListBlock", (48,), {}),
                    50: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("bars", "Bars: one for each row"),
                                ("lines", "Lines: one for each column, along the rows"),
                                ("shares", "Shares: each row’s part of its column"),
                                ("panels", "Small charts: one for each row, such as each town"),
                            ],
                            "label": "Type of chart",
                        },
                    ),
                    51: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "What the numbers show, such as “Burglaries by town”.",
                            "label": "Title",
                            "max_length": 120,
                        },
                    ),
                    52: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "The point in a sentence or two, for all and for those who see no drawing.",
                            "label": "What can be seen",
                        },
                    ),
                    53: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "Type them, or paste them from a spreadsheet. The first row names the columns, the first column the rows. Leave a cell empty if a number is missing.",
                            "label": "Numbers",
                        },
                    ),
                    54: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Such as “%” or “reports”. A short one is shown at each number.",
                            "label": "Unit",
                            "max_length": 20,
                            "required": False,
                        },
                    ),
                    55: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("kind", 50),
                                ("title", 51),
                                ("description", 52),
                                ("table", 53),
                                ("unit", 54),
                                ("source", 47),
                            ]
                        ],
                        {},
                    ),
                    56: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Text", "max_length": 300, "required": False},
                    ),
                    57: (
                        "wagtail.contrib.typed_table_block.blocks.TypedTableBlock",
                        [[("text", 56)]],
                        {"label": "Table"},
                    ),
                    58: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "default": True,
                            "label": "The first column names the rows",
                            "required": False,
                        },
                    ),
                    59: (
                        "wagtail.blocks.StructBlock",
                        [[("table", 57), ("has_row_headings", 58)]],
                        {},
                    ),
                    60: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "“2015”, “Autumn 2026” or “3 May 2026”",
                            "label": "When",
                            "max_length": 60,
                        },
                    ),
                    61: (
                        "wagtail.blocks.StructBlock",
                        [[("when", 60), ("title", 8), ("text", 33)]],
                        {},
                    ),
                    62: (
                        "wagtail.blocks.ListBlock",
                        (61,),
                        {"label": "Entries", "max_num": 40, "min_num": 1},
                    ),
                    63: ("wagtail.blocks.StructBlock", [[("title", 22), ("entries", 62)]], {}),
                    64: ("wagtail.snippets.blocks.SnippetChooserBlock", ("core.Partner",), {}),
                    65: (
                        "wagtail.blocks.ListBlock",
                        (64,),
                        {"label": "Partners", "max_num": 40, "min_num": 1},
                    ),
                    66: ("wagtail.blocks.StructBlock", [[("title", 22), ("entries", 65)]], {}),
                    67: ("wagtail.blocks.CharBlock", (), {"label": "Name", "max_length": 120}),
                    68: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Such as “crime prevention officer”.",
                            "label": "Role",
                            "max_length": 120,
                            "required": False,
                        },
                    ),
                    69: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "label": "Phone",
                            "max_length": 20,
                            "required": False,
                            "validators": [core.validators.validate_phone_number],
                        },
                    ),
                    70: (
                        "wagtail.blocks.EmailBlock",
                        (),
                        {"label": "Email address", "required": False},
                    ),
                    71: (
                        "wagtail.blocks.StructBlock",
                        [[("name", 67), ("role", 68), ("phone", 69), ("email", 70)]],
                        {},
                    ),
                    72: (
                        "wagtail.blocks.ListBlock",
                        (71,),
                        {"label": "People", "max_num": 20, "min_num": 1},
                    ),
                    73: ("wagtail.blocks.StructBlock", [[("title", 22), ("entries", 72)]], {}),
                    74: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Name of the place", "max_length": 120},
                    ),
                    75: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Address", "max_length": 200, "required": False},
                    ),
                    76: (
                        "wagtail.blocks.DecimalBlock",
                        (),
                        {
                            "decimal_places": 6,
                            "help_text": "Find the place on an online map, copy its position or the link to it, and paste it into one of the two fields. Both are filled.",
                            "label": "Latitude",
                            "max_value": 90,
                            "min_value": -90,
                        },
                    ),
                    77: (
                        "wagtail.blocks.DecimalBlock",
                        (),
                        {
                            "decimal_places": 6,
                            "label": "Longitude",
                            "max_value": 180,
                            "min_value": -180,
                        },
                    ),
                    78: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 74), ("address", 75), ("latitude", 76), ("longitude", 77)]],
                        {},
                    ),
                    79: ("wagtail.blocks.PageChooserBlock", (), {}),
                    80: (
                        "wagtail.blocks.ListBlock",
                        (79,),
                        {"label": "Pages", "max_num": 12, "min_num": 1},
                    ),
                    81: ("wagtail.blocks.StructBlock", [[("title", 22), ("entries", 80)]], {}),
                    82: (
                        "wagtail.documents.blocks.DocumentChooserBlock",
                        (),
                        {"label": "Document"},
                    ),
                    83: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Without one, the title of the document. It can be translated.",
                            "label": "Name for readers",
                            "max_length": 120,
                            "required": False,
                        },
                    ),
                    84: ("wagtail.blocks.StructBlock", [[("document", 82), ("label", 83)]], {}),
                    85: (
                        "wagtail.blocks.ListBlock",
                        (84,),
                        {"label": "Documents", "max_num": 40, "min_num": 1},
                    ),
                    86: ("wagtail.blocks.StructBlock", [[("title", 22), ("entries", 85)]], {}),
                },
                verbose_name="body",
            ),
        ),
    ]
