"""Pledges, kits and the answers of followers in the reports of Wagtail's admin."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from campaigns.admin_list import CampaignList, EditorsMenuItem
from campaigns.kits import totals
from campaigns.kits.choosing import ChooseKitView
from campaigns.pledges.overview import overview
from campaigns.story.overview import overview as answers


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Route the lists. Wagtail checks that the user may enter its admin."""
    return [
        path("reports/pledges/", overview, name="campaign_pledges"),
        path("reports/answers/", answers, name="campaign_answers"),
        path("reports/kits/", totals.overview, name="campaign_kits"),
        path("choose-kit/", ChooseKitView.as_view(), name="choose_kit"),
        # Wagtail's script adds the page where the chosen kit is.
        path("choose-kit/<int:parent_page_id>/", ChooseKitView.as_view(), name="choose_kit"),
    ]


@hooks.register("register_admin_viewset")
def campaign_list() -> CampaignList:
    """Add the list of campaigns, and its menu item."""
    return CampaignList()


@hooks.register("register_reports_menu_item")
def pledges_menu_item() -> MenuItem:
    """Add the pledges to the reports."""
    return EditorsMenuItem(_("Pledges"), reverse("campaign_pledges"), icon_name="check", order=112)


@hooks.register("register_reports_menu_item")
def kits_menu_item() -> MenuItem:
    """Add the kits to the reports."""
    return EditorsMenuItem(_("Kits"), reverse("campaign_kits"), icon_name="tasks", order=114)


@hooks.register("register_reports_menu_item")
def answers_menu_item() -> MenuItem:
    """Add the answers of followers to the reports."""
    return EditorsMenuItem(
        _("Did you get an answer?"), reverse("campaign_answers"), icon_name="help", order=116
    )
