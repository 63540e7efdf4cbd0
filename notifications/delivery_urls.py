"""Routes of what is sent: the way out of mails."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from notifications import unsubscribe_views

app_name = "delivery"

urlpatterns = [
    # Mails are kept for years: an address that has been mailed has to stay.
    path(_("unsubscribe/<str:token>/"), unsubscribe_views.unsubscribe, name="unsubscribe"),
]
