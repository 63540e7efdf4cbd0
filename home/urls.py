"""Routes of the site that are no pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from home import views, welcome_views

app_name = "home"

urlpatterns = [
    path(_("search/"), views.search, name="search"),
    path(_("welcome/"), welcome_views.welcome, name="welcome"),
    path(_("welcome/nearby/"), welcome_views.nearby, name="nearby"),
    path(_("untranslated/<int:page_id>/"), views.untranslated, name="untranslated"),
]
