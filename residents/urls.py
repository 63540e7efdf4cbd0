"""Routes of a resident's own pages. Sign-in and the like are allauth's."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from residents import profile_views

app_name = "residents"

urlpatterns = [
    path(_("profile/"), profile_views.profile, name="profile"),
]
