"""Says on confirmation pages what an act does."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.languages import site_languages
from core.life_cycle import Act, consequences, new_address
from core.slug_panel import has_address

register = template.Library()


@register.inclusion_tag("core/admin/what_happens.html")
def what_happens(
    page: Page, act: str, *, destination: Page | None = None, titled: bool = False
) -> dict[str, Any]:
    """Say what `act`, a value of `Act`, does to `page`; `titled`: with the title of the page."""
    headings = {
        Act.MOVE: _("If you move the page"),
        Act.COPY: _("If you copy the page"),
        Act.ALIAS: _("If you make an alias"),
        Act.UNPUBLISH: _("If you unpublish the page"),
        Act.EXPIRE: _("When the page expires"),
        Act.DELETE: _("If you delete the page"),
    }
    chosen = Act(act)
    return {
        "act": chosen.value,
        "heading": page.get_admin_display_title() if titled else headings[chosen],
        # An undefined variable of a template is "".
        "lines": consequences(page, chosen, destination or None),
    }


@register.inclusion_tag("core/admin/new_slug.html")
def what_a_new_slug_does(page: Page) -> dict[str, Any]:
    """Say what another slug does to `page`."""
    return {"lines": new_address(page)}


register.filter("has_address", has_address)


@register.filter
def language_name(page: Page) -> str:
    """Return the name of the page's language, in the active language."""
    code = str(page.locale.language_code)
    return dict(site_languages()).get(code, code)
