"""Hooks of Wagtail's admin for approvals, and for groups that are limited to themes."""

from django.urls import URLPattern, path
from wagtail import hooks

from desk import approvers, requested_changes
from desk.theme_limit_panel import ThemeLimitForm
from desk.translation_views import SubmitEditablePageView, UpdateEditableTranslationsView


@hooks.register("register_admin_urls", order=-1)
def translation_urls() -> list[URLPattern]:
    """Answer for two addresses of wagtail-localize before it does."""
    return [
        path("localize/submit/page/<int:page_id>/", SubmitEditablePageView.as_view()),
        path(
            "localize/update/<int:translation_source_id>/", UpdateEditableTranslationsView.as_view()
        ),
    ]


@hooks.register("register_group_permission_panel")
def theme_limit_panel() -> type[ThemeLimitForm]:
    """Let administrators limit a group to themes."""
    return ThemeLimitForm


hooks.register("after_edit_page", approvers.after_edit)
hooks.register("before_edit_page", requested_changes.show, order=-1)
