"""URLs of the site that are not Wagtail pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from home import onboarding_views, results, views
from home.search.views import search
from home.tag_page import tag

app_name = "home"

urlpatterns = [
    path(_("search/"), search, name="search"),
    path(_("themes/"), views.themes, name="themes"),
    path(_("campaigns/"), views.campaigns, name="campaigns"),
    path(_("tags/<slug:slug>/"), tag, name="tag"),
    path(_("what-came-of-it/"), results.results, name="results"),
    path(_("welcome/"), onboarding_views.welcome, name="welcome"),
    path(_("welcome/nearby/"), onboarding_views.nearby, name="nearby"),
    path(_("untranslated/<int:page_id>/"), views.untranslated, name="untranslated"),
]
