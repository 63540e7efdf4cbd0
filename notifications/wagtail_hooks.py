"""Wagtail's admin: letters for editors, and the outbox for administrators."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from notifications.delivery import admin as outbox_admin
from notifications.newsletters import admin as letters_admin


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern | URLResolver]:
    """Route the sections. Wagtail checks that the user may enter its admin."""
    return [
        path("letters/", include((letters_admin.urlpatterns, "letters_admin"))),
        *outbox_admin.urlpatterns,
    ]


@hooks.register("register_admin_menu_item")
def letters_menu_item() -> MenuItem:
    """Add the letters to the menu."""
    return letters_admin.menu_item()


@hooks.register("register_reports_menu_item")
def outbox_menu_item() -> MenuItem:
    """Add the outbox to the reports."""
    return outbox_admin.menu_item()


@hooks.register("construct_homepage_panels")
def add_outbox_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the state of the outbox to the dashboard of administrators."""
    if outbox_admin.may_view(request.user):
        panels.append(outbox_admin.OutboxPanel())
