"""The dashboard of Wagtail's admin, what keeps its front pages, and the search for partners."""

from functools import partial

from django.db import transaction
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from core.models import Partner
from core.search.tasks import update_search_index
from home import page_guards
from home.first_steps import FirstStepsPanel
from home.models import PartnerPage


@hooks.register("construct_homepage_panels")
def add_first_steps(request: HttpRequest, panels: list[Component]) -> None:
    """Show editors and administrators of a new site what to do first."""
    if user_has_any_page_permission(request.user):
        panels.append(FirstStepsPanel())


@hooks.register("after_edit_snippet")
def index_pages_of_partner(_request: HttpRequest, instance: object) -> None:
    """Let the search find the pages of a partner by its new names."""
    if not isinstance(instance, Partner):
        return
    for pk in PartnerPage.objects.filter(partner=instance).values_list("pk", flat=True):
        transaction.on_commit(partial(update_search_index.enqueue, "home", "partnerpage", str(pk)))


hooks.register("before_delete_page", page_guards.before_removal)
hooks.register("before_unpublish_page", page_guards.before_removal)
hooks.register("before_bulk_action", page_guards.before_bulk_action)
