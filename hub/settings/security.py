"""Hosts, cookies, HTTPS and the content security policy."""

import re

from csp.constants import NONE, SELF, UNSAFE_INLINE

from hub.settings.environment import BASE_URL, DEBUG, HTTPS, base_url_parts, env
from hub.settings.files import MEDIA_SOURCES
from hub.settings.reader import refuse

ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    default=[
        base_url_parts.hostname or "localhost",
        *(["localhost", "127.0.0.1"] if DEBUG else []),
    ],
)
for _host in ALLOWED_HOSTS:
    if not re.fullmatch(r"\*|\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\]", _host):
        refuse("ALLOWED_HOSTS", f"has “{_host}”. Write host names without https:// and port")
# Where to report a weakness of the hub, the best way first.
SECURITY_CONTACT = env.words("SECURITY_CONTACT", default=[])
for _contact in SECURITY_CONTACT:
    if not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://[^/\s]+\S*|tel:\+[0-9-]+", _contact):
        refuse("SECURITY_CONTACT", "must be mailto:security@example.org or an https:// address")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# The only cookies of the hub. The language is part of the URL.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# The default of the CSRF cookie is a year. The privacy page states the age.
SESSION_COOKIE_AGE = CSRF_COOKIE_AGE = 14 * 24 * 60 * 60
# Keeps posts as drafts.
CSRF_FAILURE_VIEW = "forum.threads.drafts.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = (
    env.number("HSTS_SECONDS", default=31_536_000, minimum=0, maximum=315_360_000) if HTTPS else 0
)
SECURE_HSTS_PRELOAD = HTTPS and env.flag("HSTS_PRELOAD", default=False)
# Browsers preload a domain only with all that lies below it.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD or (
    HTTPS and env.flag("HSTS_SUBDOMAINS", default=False)
)
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
# Messages in the session set no cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Wagtail shows previews in a frame.
X_FRAME_OPTIONS = "SAMEORIGIN"
# A frame of the same site, and HSTS for other sites of the domain: choices, made above.
SILENCED_SYSTEM_CHECKS = ["security.W019", "security.W005", "security.W021"]
_csp_directives = {
    "default-src": [SELF],
    "img-src": [SELF, "data:", *MEDIA_SOURCES],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _csp_directives}
# Wagtail's date choosers and inline panels need inline scripts and styles. The policy applies to
# the pages of the admin only: core.content_security.
ADMIN_CONTENT_SECURITY_POLICY = {
    **_csp_directives,
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:", *MEDIA_SOURCES],
}
