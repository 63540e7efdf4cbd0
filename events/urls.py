"""Routes of sign-up, feeds and organisers. The calendar and the events are Wagtail pages."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from events.feeds import views as feeds
from events.posters import views as posters
from events.signups import token_views, views

app_name = "events"

urlpatterns = [
    path(_("<int:occurrence_id>/sign-up/"), views.sign_up, name="sign_up"),
    path(_("<int:occurrence_id>/sign-up/sent/"), views.sent, name="sent"),
    path("<int:occurrence_id>/event.ics", feeds.ics, name="ics"),
    path("series/<int:event_id>/events.ics", feeds.series_ics, name="series_ics"),
    path("calendar.ics", feeds.calendar_ics, name="calendar_ics"),
    path("calendar.atom", feeds.calendar_atom, name="calendar_atom"),
    path("calendar.json", feeds.calendar_json, name="calendar_json"),
    path(_("mine/"), views.my_signups, name="mine"),
    path(_("confirm/<str:token>/"), token_views.confirm, name="confirm"),
    path(_("cancel/<str:token>/"), token_views.cancel, name="cancel"),
    path(_("mine/calendar/"), feeds.private_calendar_page, name="own_address"),
    path(_("mine/<str:secret>/calendar.ics"), feeds.private_calendar_feed, name="own_calendar"),
    path(_("manage/<str:token>/"), token_views.manage, name="manage"),
    path(_("offer/<str:token>/"), token_views.offer, name="offer"),
    path(_("feedback/<str:token>/"), token_views.give_feedback, name="feedback"),
    path(_("series/<int:pk>/poster/<slug:size>/"), posters.page, name="poster"),
    path(_("series/<int:pk>/poster/<slug:size>.pdf"), posters.file, name="poster_pdf"),
    path("", include("events.organisers.urls")),
]
