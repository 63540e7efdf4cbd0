"""Mail, and push messages to devices."""

from django.utils.functional import lazy

from hub.settings.environment import DEBUG, SITE_NAME, base_url_parts, env

_email = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
vars().update({key: value for key, value in _email.items() if key.startswith("EMAIL_")})
if _email["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_BACKEND = "notifications.delivery.file_email_backend.EmailBackend"
    # django-environ drops the leading slash.
    EMAIL_FILE_PATH = "/" + _email["EMAIL_FILE_PATH"].lstrip("/")
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <hub@{base_url_parts.hostname}>"
)
# Seconds that the mail server may take for each response.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
# After so many permanent failures in a row, an address gets account mail only.
BOUNCE_LIMIT = env.int("BOUNCE_LIMIT", default=3)
SERVER_EMAIL = DEFAULT_FROM_EMAIL


def _sender() -> str:
    from core.site_settings import sender

    return sender()


# The mail of Wagtail has the name that administrators have typed.
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = lazy(_sender, str)()

# From `manage.py vapid_keys`. Without it, push messages are off.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")
# The push services of the browsers. Users supply the URLs of their devices, so the hub calls only
# these hosts (against server-side request forgery).
PUSH_HOSTS = env.list(
    "PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "jmt17.google.com",
        "*.push.services.mozilla.com",
        "*.notify.windows.com",
        "*.push.apple.com",
    ],
)
