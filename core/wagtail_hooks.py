"""Snippets in Wagtail's admin: themes, areas and partners."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core import slugs
from core.models import Area, Partner, TagTranslation, Theme, ThemeWording

# Before any form is made.
slugs.register()


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ["slug", "colour", "order"]
    panels = [FieldPanel(name) for name in ("slug", "colour", "icon", "order")]


class ThemeWordingViewSet(SnippetViewSet):
    model = ThemeWording
    icon = "globe"
    list_display = ["name", "theme", "locale"]
    panels = [FieldPanel(name) for name in ("theme", "name", "summary")]


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


class TagTranslationViewSet(SnippetViewSet):
    model = TagTranslation
    icon = "tag"
    list_display = ["tag", "name", "locale"]
    panels = [FieldPanel(name) for name in ("tag", "locale", "name")]


class BasicDataGroup(SnippetViewSetGroup):
    """One menu item in the admin for all snippets of this app."""

    menu_label = _("Basic data")
    menu_icon = "folder-open-inverse"
    menu_order = 300
    items = (ThemeViewSet, ThemeWordingViewSet, AreaViewSet, PartnerViewSet, TagTranslationViewSet)


register_snippet(BasicDataGroup)
