"""Routes of a resident's own pages. Sign-in and the like are allauth's."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from residents import account_views, profile_views

app_name = "residents"

urlpatterns = [
    path(_("profile/"), profile_views.profile, name="profile"),
    path(_("security/"), account_views.security, name="security"),
    path(_("second-factor/"), account_views.second_factor_page, name="second_factor"),
    path(_("sessions/<int:session_id>/end/"), account_views.end_session, name="end_session"),
    path(
        _("new-address/<str:token>/"),
        account_views.email_change_confirm,
        name="email_change_confirm",
    ),
    path(
        _("keep-address/<str:token>/"),
        account_views.email_change_cancel,
        name="email_change_cancel",
    ),
]
