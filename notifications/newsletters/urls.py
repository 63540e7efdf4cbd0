"""Routes of letters on the site. Those in Wagtail's admin are in `wagtail_hooks`."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from notifications.newsletters import views

app_name = "letters"

on_site = {"skin": views.SITE}
urlpatterns = [
    path("", views.letters, on_site, name="list"),
    path(_("new/"), views.write, on_site, name="new"),
    path("<int:letter_id>/", views.letter, name="letter"),
    path(_("<int:letter_id>/change/"), views.write, on_site, name="change"),
    path(_("<int:letter_id>/preview/"), views.preview, on_site, name="preview"),
    path(_("<int:letter_id>/send/"), views.send, on_site, name="send"),
    path(_("<int:letter_id>/discard/"), views.discard, on_site, name="discard"),
    path(_("<int:letter_id>/mail/"), views.mail, on_site, name="mail"),
]
