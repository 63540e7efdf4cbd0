"""The list of all campaigns in Wagtail's admin, from which a new one is made."""

from django.forms import Form, ModelChoiceField, RadioSelect
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from campaigns.models import CampaignPage


class EditorsMenuItem(MenuItem):
    """A menu item for those who may edit any page."""

    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_any_page_permission(request.user)


class CampaignListView(IndexView):
    """All campaigns that the user may find in the tree of pages, in every language."""

    page_title = _("Campaigns")
    add_item_label = _("New campaign")


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
