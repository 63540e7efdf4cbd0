"""Routes of unsubscribe links, refused addresses and push devices."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from notifications.delivery import views as delivery_views
from notifications.unsubscribing import views as unsubscribe_views

app_name = "delivery"

urlpatterns = [
    # Do not change: people keep mails for years.
    path(_("unsubscribe/<str:token>/"), unsubscribe_views.unsubscribe, name="unsubscribe"),
    path(_("try-again/"), delivery_views.try_address_again, name="try_again"),
    path(_("device/on/"), delivery_views.turn_on, name="push_on"),
    path(_("device/off/"), delivery_views.turn_off, name="push_off"),
]
