"""What editors see of letters, and administrators of the outbox: sections of the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from notifications.delivery import admin as outbox_admin
from notifications.newsletters import sending as letters
from notifications.newsletters import views

# Not translated: the admin's language is its reader's own, and the address knows none.
in_admin = {"skin": views.ADMIN}
letter_urlpatterns = [
    path("", views.letters, in_admin, name="list"),
    path("new/", views.write, in_admin, name="new"),
    path("<int:letter_id>/change/", views.write, in_admin, name="change"),
    path("<int:letter_id>/preview/", views.preview, in_admin, name="preview"),
    path("<int:letter_id>/send/", views.send, in_admin, name="send"),
    path("<int:letter_id>/discard/", views.discard, in_admin, name="discard"),
    path("<int:letter_id>/mail/", views.mail, in_admin, name="mail"),
]


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern | URLResolver]:
    """Route the sections. Wagtail lets nobody near it who may not enter its admin."""
    return [
        path("letters/", include((letter_urlpatterns, "letters_admin"))),
        *outbox_admin.urls(),
    ]


class LettersMenuItem(MenuItem):
    """Seen by those who may write letters."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the signed-in user may write letters."""
        return letters.may_write(request.user)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Put the section into the menu."""
    return LettersMenuItem(
        _("Letters"), reverse("letters_admin:list"), name="letters", icon_name="mail", order=290
    )


@hooks.register("register_reports_menu_item")
def outbox_menu_item() -> MenuItem:
    """Put the outbox among the reports."""
    return outbox_admin.menu_item()


@hooks.register("construct_homepage_panels")
def add_outbox_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show administrators on the dashboard how the outbox is doing."""
    if outbox_admin.may_watch(request.user):
        panels.append(outbox_admin.OutboxPanel())
