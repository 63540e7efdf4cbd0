"""URLs of the public profiles."""

from django.urls import path

from residents.profiles import views as profile_views

app_name = "neighbours"

urlpatterns = [
    path("<int:person_id>/", profile_views.neighbour, name="profile"),
]
