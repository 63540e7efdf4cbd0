"""URLs of a resident's own pages, beside allauth's."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from residents.accounts import views as account_views
from residents.personal_data import views as data_views
from residents.profiles import views as profile_views

app_name = "residents"

urlpatterns = [
    path("", profile_views.account, name="account"),
    path(_("my-data/"), data_views.my_data, name="my_data"),
    path(_("my-data/fetch/<str:token>/"), data_views.fetch, name="fetch_data"),
    path(_("my-data/erase/"), data_views.erase, name="erase"),
    path(_("my-data/erase/sign-in-again/"), data_views.sign_in_again, name="sign_in_again"),
    path(_("erased/"), data_views.erased, name="erased"),
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
