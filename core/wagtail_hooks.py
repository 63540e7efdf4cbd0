"""Snippets in Wagtail's admin: themes, areas and partners; and the script of its date fields."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core import emergency_form, page_translations, partner_form, reserved_slugs, slugs, theme_form
from core.images.views import stored_picture
from core.models import (
    Area,
    EmergencyStrip,
    Partner,
    PromotedResult,
    SearchSynonyms,
    SiteWording,
    TagTranslation,
    Theme,
)
from core.positions import admin as position_admin
from core.snippet_forms import SlugFromNameForm, TagTranslationForm

# Before any form is made.
slugs.register()
EmergencyStrip.edit_handler = emergency_form.panels()
position_admin.register_hooks()


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
    edit_handler = ObjectList(
        [
            *(FieldPanel(name) for name in ("name", "postal_codes", "slug")),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])],
                heading=_("Middle of the area"),
                help_text=_("Maps for choosing a position begin here."),
            ),
        ],
        base_form_class=SlugFromNameForm,
    )


class PartnerViewSet(SnippetViewSet):
    model = Partner
    icon = "group"
    list_display = ["name", "role"]
    edit_handler = partner_form.panels()


class TagTranslationViewSet(SnippetViewSet):
    model = TagTranslation
    icon = "tag"
    list_display = ["tag", "name", "locale"]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("tag", "locale", "name")],
        base_form_class=TagTranslationForm,
    )


class SearchSynonymsViewSet(SnippetViewSet):
    model = SearchSynonyms
    icon = "search"


class PromotedResultViewSet(SnippetViewSet):
    model = PromotedResult
    icon = "pick"
    list_display = ["page", "terms"]
    # A page is promoted once.
    copy_view_enabled = False


class BasicDataGroup(SnippetViewSetGroup):
    """One menu item in the admin for all snippets of this app."""

    menu_label = _("Basic data")
    menu_icon = "folder-open-inverse"
    menu_order = 300
    items = (
        ThemeViewSet,
        AreaViewSet,
        PartnerViewSet,
        TagTranslationViewSet,
        SearchSynonymsViewSet,
        PromotedResultViewSet,
    )


register_snippet(BasicDataGroup)


class SiteWordingViewSet(SnippetViewSet):
    """The words of the site, one row for each language, among the settings."""

    model = SiteWording
    icon = "doc-full"
    menu_label = _("Texts and menus")
    menu_order = 105
    add_to_settings_menu = True
    # There is one of each language.
    copy_view_enabled = False
    list_display = ["__str__", "name", "place"]


register_snippet(SiteWordingViewSet)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Route the views. Wagtail checks that the user may enter its admin."""
    return [path("images/<int:image_id>/file/", stored_picture, name="stored_picture")]


@hooks.register("construct_translated_pages_to_cascade_actions")
def translations_to_delete(pages: list[Page], action: str) -> dict[Page, list[Page]]:
    """Let the page that asks before deleting say how many translations go, too.

    Once it is confirmed, they are deleted with their source. Wagtail would do it a second time.
    """
    if action != "delete":
        return {}
    asked = [page for page in pages if not getattr(page, "deletion_is_confirmed", False)]
    return page_translations.pages_deleted_with(asked)


@hooks.register("before_delete_page")
def note_confirmation(request: HttpRequest, page: Page) -> None:
    """Tell `translations_to_delete`, which gets the same object, whether it is confirmed."""
    page.deletion_is_confirmed = request.method == "POST"


@hooks.register("before_bulk_action")
def leave_out_what_follows(
    _request: HttpRequest, action: str, objects: list[Any], _action: Any
) -> None:
    """Delete translations that are chosen together with their source only once."""
    if action == "delete":
        chosen = {each.pk for each in objects if isinstance(each, Page)}
        objects[:] = [
            each
            for each in objects
            if not isinstance(each, Page)
            or (source := page_translations.source_of(each)) is None
            or source.pk not in chosen
        ]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name what happens to a translation, for its history."""
    actions.register_action(
        page_translations.UNPUBLISHED_WITH_SOURCE,
        _("Unpublish with the source"),
        _("Unpublished together with the page it translates"),
    )


@hooks.register("insert_global_admin_js")
def dates_script() -> str:
    """Load the script of the date fields after the date picker."""
    return format_html('<script src="{}"></script>', static("admin/dates.js"))


@hooks.register("insert_global_admin_js")
def position_script() -> str:
    """Load the script that fills latitude and longitude from a pasted position."""
    return format_html('<script src="{}"></script>', static("admin/position.js"))


@hooks.register("register_icons")
def icons(registered: list[str]) -> list[str]:
    """Add the icons that Wagtail lacks."""
    return [*registered, "core/icons/chart.svg"]


@hooks.register("before_move_page")
def refuse_move_to_a_hidden_address(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Let a page stay where it is, if a route of the hub would hide it."""
    if request.method != "POST" or not reserved_slugs.is_hidden(page.slug, destination):
        return None
    messages.error(request, reserved_slugs.MESSAGE)
    return redirect("wagtailadmin_explore", page.get_parent().pk)
