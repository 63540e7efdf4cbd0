"""Routes of what is sent: the way out of mails, and messages to devices."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from notifications.delivery import views as delivery_views
from notifications.unsubscribing import views as unsubscribe_views

app_name = "delivery"

urlpatterns = [
    # Mails are kept for years: an address that has been mailed has to stay.
    path(_("unsubscribe/<str:token>/"), unsubscribe_views.unsubscribe, name="unsubscribe"),
    path(_("try-again/"), delivery_views.try_address_again, name="try_again"),
    path(_("device/on/"), delivery_views.turn_on, name="push_on"),
    path(_("device/off/"), delivery_views.turn_off, name="push_off"),
]
