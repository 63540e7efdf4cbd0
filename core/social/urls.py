"""Routes of the pictures of shared pages.

They have no language: the address is the same for everybody, and kept for ever.
"""

from django.urls import path

from core.social import views

urlpatterns = [
    path("page/<int:page_id>/<slug:digest>.jpg", views.page_image, name="social_image"),
    path(
        "site/<slug:language>/<slug:digest>.jpg",
        views.default_image,
        name="default_social_image",
    ),
    path("list/<slug:owner>/<slug:digest>.jpg", views.list_image, name="list_social_image"),
]
