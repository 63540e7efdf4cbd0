"""Routes of signing up. The calendar and the events are pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events import views

app_name = "events"

urlpatterns = [
    path(_("<int:occurrence_id>/sign-up/"), views.sign_up, name="sign_up"),
    path(_("<int:occurrence_id>/sign-up/sent/"), views.sent, name="sent"),
    path("<int:occurrence_id>/event.ics", views.ics, name="ics"),
    path(_("mine/"), views.mine, name="mine"),
    path(_("confirm/<str:token>/"), views.confirm, name="confirm"),
    path(_("cancel/<str:token>/"), views.cancel, name="cancel"),
]
