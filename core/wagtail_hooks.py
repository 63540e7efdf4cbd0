"""Snippets in Wagtail's admin: themes, areas and partners; and the script of its date fields."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core import slugs, theme_form
from core.models import Area, Partner, Theme

# Before any form is made.
slugs.register()


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    # A copy would share its name in addresses.
    copy_view_enabled = False
    list_display = ["__str__", "colour", "order"]
    edit_handler = theme_form.panels()


class AreaViewSet(SnippetViewSet):
    model = Area
    icon = "site"
    list_display = ["name", "postal_codes"]
    panels = [FieldPanel(name) for name in ("name", "slug", "postal_codes")]


class PartnerViewSet(SnippetViewSet):
    model = Partner
    icon = "group"
    list_display = ["name", "role"]
    panels = [
        FieldPanel(name) for name in ("name", "slug", "role", "logo", "link", "contact_email")
    ]


class BasicDataGroup(SnippetViewSetGroup):
    """One menu item in the admin for all snippets of this app."""

    menu_label = _("Basic data")
    menu_icon = "folder-open-inverse"
    menu_order = 300
    items = (ThemeViewSet, AreaViewSet, PartnerViewSet)


register_snippet(BasicDataGroup)


@hooks.register("insert_global_admin_js")
def dates_script() -> str:
    """Load the script of the date fields after the date picker."""
    return format_html('<script src="{}"></script>', static("admin/dates.js"))
