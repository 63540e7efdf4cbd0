"""Routes of signing up. The calendar and the events are pages."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from events import link_views, views

app_name = "events"

urlpatterns = [
    path(_("<int:occurrence_id>/sign-up/"), views.sign_up, name="sign_up"),
    path(_("<int:occurrence_id>/sign-up/sent/"), views.sent, name="sent"),
    path("<int:occurrence_id>/event.ics", views.ics, name="ics"),
    path(_("mine/"), views.mine, name="mine"),
    path(_("confirm/<str:token>/"), link_views.confirm, name="confirm"),
    path(_("cancel/<str:token>/"), link_views.cancel, name="cancel"),
    path(_("manage/<str:token>/"), link_views.manage, name="manage"),
    path(_("offer/<str:token>/"), link_views.offer, name="offer"),
    path(_("feedback/<str:token>/"), link_views.say, name="feedback"),
    path("", include("events.organising.urls")),
]
