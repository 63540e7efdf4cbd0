"""Routes of pledges. Campaigns are Wagtail pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from campaigns.pledges import token_views, views

app_name = "campaigns"

urlpatterns = [
    path(_("<int:offer_id>/give/"), views.give, name="give"),
    path(_("<int:offer_id>/give/sent/"), views.sent, name="sent"),
    path(_("mine/"), views.my_pledges, name="mine"),
    path(_("confirm/<str:token>/"), token_views.confirm, name="confirm"),
    path(_("withdraw/<str:token>/"), token_views.withdraw, name="withdraw"),
]
