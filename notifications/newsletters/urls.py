"""Routes of letters on the site. The routes in Wagtail's admin are in `admin`."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from notifications.newsletters import views

app_name = "letters"

urlpatterns = [
    path("", views.letter_list, name="list"),
    path(_("new/"), views.write, name="new"),
    path("<int:letter_id>/", views.letter, name="letter"),
    path(_("<int:letter_id>/change/"), views.write, name="change"),
    path(_("<int:letter_id>/preview/"), views.preview, name="preview"),
    path(_("<int:letter_id>/send/"), views.send, name="send"),
    path(_("<int:letter_id>/discard/"), views.discard, name="discard"),
    path(_("<int:letter_id>/mail/"), views.mail, name="mail"),
]
