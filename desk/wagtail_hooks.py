"""What the desk adds to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem

# They register the calendar and the reports, the hooks of approvals and of limits to themes, the
# guides, and the threads of campaigns.
from desk import campaign_threads, guides, menus, undescribed_pictures, workflow_hooks  # noqa: F401
from desk.content_checks import use_page_checks

# Five of them register the sections of what waits.
from desk.dashboard import panels, views, waiting_issues, waiting_pages  # noqa: F401
from desk.links import waiting_links  # noqa: F401
from desk.moderation import views as moderation_views  # noqa: F401
from desk.translations import waiting_translations  # noqa: F401
from desk.translations.report import TranslationsView


class _ForEditors(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_any_page_permission(request.user)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Route the views. Wagtail checks that the user may enter its admin."""
    return [
        path("desk/panels/", views.panels, name="desk_panels"),
        path("desk/numbers/", views.numbers, name="desk_numbers"),
        path("reports/pages/translations/", TranslationsView.as_view(), name="desk_translations"),
        path(
            "reports/pages/translations/results/",
            TranslationsView.as_view(results_only=True),
            name="desk_translations_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def translations_menu_item() -> MenuItem:
    """Add the translations to the reports."""
    return _ForEditors(
        _("Translations"),
        reverse("desk_translations"),
        name="desk-translations",
        icon_name="wagtail-localize-language",
        order=155,
    )


@hooks.register("construct_reports_menu")
def leave_out_the_other_report(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out wagtail-localize's report, which counts optional texts and knows no dates."""
    other = reverse("wagtail_localize:translations_report")
    items[:] = [item for item in items if getattr(item, "url", "") != other]


@hooks.register("construct_help_menu")
def leave_out_pages_about_wagtail(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out Wagtail's news and guide, which are in English and count as unread."""
    items[:] = [
        item
        for item in items
        if item.name == "keyboard-shortcuts-trigger" or item.name.startswith("guide-")
    ]


@hooks.register("construct_page_action_menu")
def leave_out_conversion_to_alias(
    items: list[ActionMenuItem], _request: HttpRequest, _context: dict[str, Any]
) -> None:
    """Leave out the button that replaces a translation with a copy of its source."""
    items[:] = [item for item in items if item.name != "localize-convert-to-alias"]


hooks.register("construct_wagtail_userbar", use_page_checks)
# After the other apps have added theirs.
hooks.register("construct_homepage_panels", panels.arrange, order=100)
hooks.register("construct_homepage_summary_items", panels.remove_counters, order=100)
