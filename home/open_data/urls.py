"""Routes of the open data. They have no language: one address serves programs for good."""

from django.urls import include, path
from wagtail.utils.urlpatterns import decorate_urlpatterns

from home.open_data import views
from home.open_data.pages import router
from home.open_data.responses import open_data

app_name = "open_data"

urlpatterns = decorate_urlpatterns(
    [
        path("", views.index, name="index"),
        path("events/", views.events, name="events"),
        path("campaigns/", views.campaigns, name="campaigns"),
        path("", include((router.get_urlpatterns(), "content"), namespace="content")),
    ],
    open_data,
)
