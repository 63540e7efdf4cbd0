"""Routes of the posters of campaigns."""

from django.urls import path

from campaigns.posters import views

app_name = "campaign_posters"

urlpatterns = [
    path("<int:pk>/<slug:size>/", views.page, name="poster"),
    path("<int:pk>/<slug:size>.pdf", views.file, name="poster_pdf"),
]
