"""`{% held %}`: a piece of a page that is rendered once, and held in memory."""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.translation import get_language

from core.caching.held_values import HeldValues

register = template.Library()

_held: HeldValues[str] = HeldValues(most=2_000)


class HeldNode(template.Node):
    def __init__(self, name: str, key: list[FilterExpression], nodes: NodeList) -> None:
        self.name = name
        self.key = key
        self.nodelist = nodes

    def render(self, context: Context) -> str:
        key = tuple(expression.resolve(context) for expression in self.key)
        # Dates are said in words that are true for a day.
        known = (self.name, get_language(), timezone.localdate(), key)
        return _held.get(known, lambda: self.nodelist.render(context))


@register.tag
def held(parser: Parser, token: Token) -> HeldNode:
    """Render the block once for each key, in each language and on each day.

        {% held "thread-row" thread.shown untagged %}…{% endheld %}

    The first argument is a name that no other block has; the others are the key. **The block may
    depend on nothing but its key**, and on rows that it reads from the database itself: a change of
    these drops it. Values of the key are compared, so an object stands for itself.
    """
    _tag, name, *key = token.split_contents()
    nodes = parser.parse(("endheld",))
    parser.delete_first_token()
    expressions = [parser.compile_filter(each) for each in key]
    return HeldNode(name.strip("\"'"), expressions, nodes)
