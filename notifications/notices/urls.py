"""Routes of a resident's notices and follows."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from notifications.notices import views

app_name = "notifications"

urlpatterns = [
    path(_("notices/"), views.notices, name="notices"),
    path(_("notices/seen/"), views.seen, name="seen"),
    path(_("notices/how/"), views.notice_preferences, name="preferences"),
    path(_("following/"), views.following, name="following"),
    path(_("following/change/"), views.change, name="change"),
]
