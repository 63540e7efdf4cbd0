"""The dashboard of Wagtail's admin, and what keeps its front pages."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from home import page_guards
from home.first_steps import FirstStepsPanel


@hooks.register("construct_homepage_panels")
def add_first_steps(request: HttpRequest, panels: list[Component]) -> None:
    """Show editors and administrators of a new site what to do first."""
    if user_has_any_page_permission(request.user):
        panels.append(FirstStepsPanel())


hooks.register("before_delete_page", page_guards.before_removal)
hooks.register("before_unpublish_page", page_guards.before_removal)
hooks.register("before_bulk_action", page_guards.before_bulk_action)
