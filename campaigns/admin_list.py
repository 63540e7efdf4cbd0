"""The list of all campaigns in Wagtail's admin, from which a new one is made."""

from typing import Any

from django.conf import settings
from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.forms import Form, ModelChoiceField, RadioSelect
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page

from campaigns.models import CampaignPage
from core.languages import other_languages
from core.outdated_translations import Freshness, freshness_of
from core.themes import localized_themes


class EditorsMenuItem(MenuItem):
    """A menu item for those who may edit any page."""

    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_any_page_permission(request.user)


class TranslationsColumn(Column):
    """How each translation stands, with a link to it."""

    cell_template_name = "campaigns/admin/translations_cell.html"

    def get_value(self, instance: CampaignPage) -> list[tuple[str, Page | None, Freshness]]:
        value: list[tuple[str, Page | None, Freshness]] = instance.translation_states
        return value


def _theme_name(page: CampaignPage) -> str:
    theme = localized_themes().get(page.theme_id)
    return theme.name if theme else ""


class CampaignPaginator(WagtailPaginator):
    """Names what it counts below the list."""

    verbose_name = _("campaign")
    verbose_name_plural = _("campaigns")


class CampaignListView(IndexView):
    """All campaigns that the user may find in the tree of pages.

    Each has one row, in the user's language, or else in the site's first one.
    """

    page_title = _("Campaigns")
    paginator_class = CampaignPaginator
    add_item_label = _("New campaign")
    # Every row is in the same language, and its translations have a column.
    show_locale_labels = False
    _columns = {column.name: column for column in IndexView.base_columns}
    base_columns = [
        _columns["bulk_actions"],
        _columns["title"],
        Column("theme", label=_("Theme"), accessor=_theme_name, width="17%"),
        TranslationsColumn("translations", label=_("Translation"), width="17%"),
        _columns["latest_revision_created_at"],
        _columns["status"],
    ]

    def get_base_queryset(self) -> "QuerySet[CampaignPage]":
        pages: QuerySet[CampaignPage] = super().get_base_queryset()
        versions = Page.objects.filter(
            translation_key=OuterRef("translation_key"),
            pk__in=self.permission_policy.explorable_instances(self.request.user).values("pk"),
        ).order_by(
            Case(
                When(locale__language_code=get_language(), then=0),
                When(locale__language_code=settings.LANGUAGE_CODE, then=1),
                default=2,
            ),
            "pk",
        )
        chosen = CampaignPage.objects.annotate(chosen=Subquery(versions.values("pk")[:1]))
        return pages.filter(pk__in=chosen.order_by().values("chosen"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add to each row how its translations stand. One query."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = context["object_list"]
        versions = Page.objects.filter(
            translation_key__in=[row.translation_key for row in rows]
        ).select_related("locale")
        found = {(each.translation_key, each.locale.language_code): each for each in versions}
        for row in rows:
            translations = [
                (name, found.get((row.translation_key, code))) for code, name in other_languages()
            ]
            row.translation_states = [
                (name, page, freshness_of(page)) for name, page in translations
            ]
        return context


class ChooseThemeView(PermissionCheckedMixin, ChooseParentView):
    """Ask for the theme of a new campaign: its page is the parent."""

    # Wagtail shows the question to everybody in its admin, and no page to answer it with.
    any_permission_required = ["add"]
    page_title = _("New campaign")
    submit_button_label = _("Continue")

    def get_form(self) -> Form:
        form: Form = super().get_form()
        pages = self.get_valid_parent_pages(self.request.user).order_by("title")
        # Wagtail's own has a chooser, in which the theme pages lie deep in the tree.
        form.fields["parent_page"] = ModelChoiceField(
            pages,
            widget=RadioSelect,
            empty_label=None,
            label=_("Theme"),
            help_text=_("The campaign is shown on the page of its theme."),
        )
        return form

    def get_page_subtitle(self) -> str:
        return ""


class CampaignList(PageListingViewSet):
    """All campaigns, whatever their theme: editors need not know that a campaign lies below one.

    The button for a new campaign asks for the theme first.
    """

    model = CampaignPage
    name = "campaign_list"
    index_view_class = CampaignListView
    choose_parent_view_class = ChooseThemeView
    url_prefix = "campaigns"
    icon = "pick"
    menu_label = _("Campaigns")
    menu_item_class = EditorsMenuItem
    # Below the pages, beside the calendar.
    menu_order = 145
    add_to_admin_menu = True
