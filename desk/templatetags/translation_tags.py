"""What the translation editor says about a translation."""

import json
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation
from wagtail_localize.strings import StringValue

from core.outdated_translations import Progress, progress_of
from desk.translations.former_translations import former_translations

register = template.Library()


@register.filter
def translation_progress(translation: Translation) -> Progress:
    """Return how many texts of a page are translated."""
    return progress_of([translation])[translation.pk]


@register.filter
def for_editors(props: str, translation: Translation) -> str:
    """Return what the editor of wagtail-localize is drawn from, changed for people new to it.

    No button makes the page an alias of its source, which throws the translation away.
    """
    content = json.loads(props)
    links = content["links"]
    links["convertToAliasUrl"] = None
    # Wagtail leads to its dashboard otherwise, from which the page is hard to find.
    back = urlencode({"next": translation.get_target_instance_edit_url()})
    links["stopTranslationUrl"] += f"?{back}"
    _add_former_translations(content["segments"], translation)
    return json.dumps(content, cls=DjangoJSONEncoder)


def _add_former_translations(segments: list[dict[str, Any]], translation: Translation) -> None:
    """Add the former translations of new texts.

    The editor has no place for hints. They follow the name of the part of a block, on a line of
    their own, and its script sets them as quiet text.
    """
    former = former_translations(translation)
    for segment in segments:
        if segment["type"] == "string" and segment["id"] in former:
            text = " ".join(StringValue(former[segment["id"]]).render_text().split())
            hint = _("Formerly translated: “%(text)s”") % {"text": text}
            part = segment["location"]["subField"] or ""
            segment["location"]["subField"] = f"{part}\n{hint}"
