"""StreamField blocks for the questions of an event page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MOST_CHOICES = 20
MOST_QUESTIONS = 10


class TextQuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    help_text = blocks.CharBlock(label=_("Explanation"), required=False, max_length=200)
    is_required = blocks.BooleanBlock(label=_("Must be answered"), required=False)

    class Meta:
        icon = "edit"
        label = _("Text")
        label_format = "{question}"
        description = _("A question people answer in their own words")
        preview_value = {"question": "Do you eat everything?"}


class ChoiceQuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    help_text = blocks.CharBlock(label=_("Explanation"), required=False, max_length=200)
    choices = blocks.ListBlock(
        blocks.CharBlock(label=_("Answer"), max_length=100),
        label=_("Answers"),
        min_num=2,
        max_num=MOST_CHOICES,
    )
    is_required = blocks.BooleanBlock(label=_("Must be answered"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("Choice")
        label_format = "{question}"
        description = _("People choose one answer")
        preview_value = {"question": "How do you get here?", "choices": ["By bus", "By bicycle"]}


class CheckboxQuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Text beside the box"), max_length=200)
    help_text = blocks.CharBlock(label=_("Explanation"), required=False, max_length=200)
    is_required = blocks.BooleanBlock(label=_("Must be ticked"), required=False)

    class Meta:
        icon = "check"
        label = _("Checkbox")
        label_format = "{question}"
        description = _("A box to tick")
        preview_value = {"question": "I bring a cake"}


class QuestionsBlock(blocks.StreamBlock):
    """The questions of an event. The names of the blocks are values of `Question.Kind`."""

    text = TextQuestionBlock()
    choice = ChoiceQuestionBlock()
    checkbox = CheckboxQuestionBlock()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_num", MOST_QUESTIONS)
        super().__init__(*args, **kwargs)
