"""`{% held %}`: a piece of a page that is rendered once, and held in memory."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from django import template
from django.db.models import Model
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from core.caching.held_values import HeldValues
from core.caching.tracking import note_reads

register = template.Library()

# By the name of the block, so that many searches do not push out the rows of lists.
_held: defaultdict[str, HeldValues[str]] = defaultdict(lambda: HeldValues(most=500))


class HeldNode(template.Node):
    def __init__(self, name: str, key: list[FilterExpression], nodes: NodeList) -> None:
        self.name = name
        self.key = key
        self.nodelist = nodes

    def render(self, context: Context) -> str:
        values = [expression.resolve(context, ignore_failures=True) for expression in self.key]
        # A preview shows a page that is not in the database. In the gallery of components, objects
        # do not say what is shown of them.
        is_preview = getattr(getattr(context, "request", None), "is_preview", False)
        if is_preview or (values and values[0] is None):
            return self.nodelist.render(context)

        def render() -> str:
            for value in values:
                if isinstance(value, Page):
                    note_reads([model._meta.db_table for model in _models_of(value)])
            return self.nodelist.render(context)

        key = tuple(_version_of(value) for value in values)
        # Dates are said in words that are true for a day.
        return _held[self.name].get((get_language(), timezone.localdate(), key), render)


def _version_of(value: Any) -> Hashable:
    if isinstance(value, Page):
        return (value.pk, value.latest_revision_id, value.last_published_at)
    if isinstance(value, Model):
        raise TypeError(f"{value!r} says nothing of what is shown of it.")
    key: Hashable = value
    return key


def _models_of(page: Page) -> list[type[Model]]:
    return [type(page), *page._meta.get_parent_list()]


@register.tag
def held(parser: Parser, token: Token) -> HeldNode:
    """Render the block once for each key, in each language and on each day.

        {% held "thread-row" thread.shown untagged %}…{% endheld %}

    The first argument is a name that no other block has; the others are the key: plain values, or
    a page, which stands for its published version. If the first of them is None, nothing is held.
    **The block may depend on nothing but its key**, and on rows that it reads from the database
    itself: a change of these drops it.
    """
    _tag, name, *key = token.split_contents()
    nodes = parser.parse(("endheld",))
    parser.delete_first_token()
    expressions = [parser.compile_filter(each) for each in key]
    return HeldNode(name.strip("\"'"), expressions, nodes)
