"""The route of the kits' form. Kits are Wagtail pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from campaigns.kits import views

app_name = "kits"

urlpatterns = [path(_("<uuid:kit>/save/"), views.save, name="save")]
