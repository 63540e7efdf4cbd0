"""The URLs of the site. Pages for readers start with the language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views import serve as documents

from home.robots import robots
from home.sitemap import (
    ListsSitemap,
    MeetupsSitemap,
    PagesSitemap,
    TagsSitemap,
    ThreadsSitemap,
)
from home.views import accessibility_statement, favicon
from hub.security_txt import security_txt
from notifications.delivery.views import push_worker
from notifications.delivery.views import renew as renew_push
from residents.accounts.signup_view import signup
from residents.accounts.views import email, openid_connect_callback, openid_connect_login

handler400 = "core.error_pages.bad_request"
handler403 = "core.error_pages.permission_denied"
handler404 = "core.error_pages.page_not_found"
handler500 = "core.error_pages.server_error"
# allauth's response to rate-limited requests.
handler429 = "core.rate_limits.too_many_requests"

SITEMAPS = {
    "pages": PagesSitemap,
    "lists": ListsSitemap,
    "threads": ThreadsSitemap,
    "meetups": MeetupsSitemap,
    "tags": TagsSitemap,
}
allauth_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("was", accessibility_statement, name="was"),
    path("social/", include("core.social.urls")),
    path("api/v2/", include("home.open_data.urls")),
    path("open311/v2/", include("home.open_data.open311_urls")),
    path("push-worker.js", push_worker, name="push_worker"),
    # Without a language: the service worker knows none.
    path("push-worker/renew", renew_push, name="push_renew"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}),
    # Without a language, because providers register a single URL.
    path(
        "oidc/<slug:provider_id>/callback/",
        openid_connect_callback,
        name="openid_connect_callback",
    ),
    # Replaces Wagtail's sign-in, which has no second factor.
    path("admin/login/", allauth_sign_in, name="admin_login"),
    path("admin/", include(wagtailadmin_urls)),
    # As in wagtail.documents.urls, but `int` rejects numbers that no database column holds.
    path(
        "documents/<int:document_id>/<path:document_filename>",
        documents.serve,
        name="wagtaildocs_serve",
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        documents.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]

if settings.DEBUG:
    from home.component_gallery.views import components, mail_gallery, mail_sample

    urlpatterns += [
        path("components/", components, name="components"),
        path("components/mails/", mail_gallery, name="mail_gallery"),
        path("components/mails/<int:number>/<slug:language>/", mail_sample, name="mail_sample"),
        *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    ]

urlpatterns += i18n_patterns(
    # These replace allauth's views.
    path(_("account/signup/"), signup, name="account_signup"),
    path(_("account/email/"), email, name="account_email"),
    path(
        _("account/oidc/<slug:provider_id>/login/"),
        openid_connect_login,
        name="openid_connect_login",
    ),
    path(_("account/letters/"), include("notifications.newsletters.urls")),
    path(_("account/"), include("residents.urls")),
    path(_("account/"), include("notifications.notices.urls")),
    # As in allauth.urls, without its old URLs and the callback above.
    path(_("account/"), include("allauth.account.urls")),
    path(_("account/2fa/"), include("allauth.mfa.urls")),
    path(_("account/3rdparty/"), include("allauth.socialaccount.urls")),
    path(_("account/sessions/"), include("allauth.usersessions.urls")),
    path(_("mail/"), include("notifications.delivery.urls")),
    path(_("neighbours/"), include("residents.profiles.urls")),
    path(_("posters/"), include("campaigns.posters.urls")),
    path(_("forum/"), include("forum.urls")),
    path(_("events/"), include("events.urls")),
    path(_("pledges/"), include("campaigns.urls")),
    path(_("campaigns/"), include("campaigns.story.urls")),
    path(_("kits/"), include("campaigns.kits.urls")),
    path("", include("home.urls")),
    # Replaces Wagtail's sign-in for private pages, which has no second factor.
    path("_util/login/", allauth_sign_in, name="wagtailcore_login"),
    path("", include(wagtail_urls)),
)
