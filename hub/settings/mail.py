"""Mail, and push messages to devices."""

import re
from email.utils import parseaddr

from django.utils.functional import lazy

from hub.settings.environment import DEBUG, SITE_NAME, base_url_parts, env
from hub.settings.reader import refuse

_email = env.mail("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
if _email["EMAIL_BACKEND"].endswith("smtp.EmailBackend") and not _email["EMAIL_HOST"]:
    refuse("EMAIL_URL", "names no mail server")
vars().update({key: value for key, value in _email.items() if key.startswith("EMAIL_")})
if _email["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_BACKEND = "notifications.delivery.file_email_backend.EmailBackend"
    # django-environ drops the leading slash.
    EMAIL_FILE_PATH = "/" + _email["EMAIL_FILE_PATH"].lstrip("/")
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <hub@{base_url_parts.hostname}>"
)
if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(DEFAULT_FROM_EMAIL)[1]):
    refuse("DEFAULT_FROM_EMAIL", "must have an address: “Name <hub@example.org>”")
# Seconds that the mail server may take for each response.
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", default=30)
# After so many permanent failures in a row, an address gets account mail only.
BOUNCE_LIMIT = env.number("BOUNCE_LIMIT", default=3)
SERVER_EMAIL = DEFAULT_FROM_EMAIL


def _sender() -> str:
    from core.site_settings import sender

    return sender()


# The mail of Wagtail has the name that administrators have typed.
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = lazy(_sender, str)()

# The address that takes answers by mail. Each reply address has a secret between + and @, and the
# part before the @ of an address has 64 characters at most. (RFC 5321, § 4.5.3.1.1) Without it, no
# mail is received.
MAIL_REPLIES = env.text("MAIL_REPLIES")
if MAIL_REPLIES and not re.fullmatch(
    r"[a-z0-9][a-z0-9._-]{0,14}@[a-z0-9-]+(\.[a-z0-9-]+)+", MAIL_REPLIES
):
    refuse("MAIL_REPLIES", "must be an address such as reply@example.org, in small letters")
# The mailbox that `tick` polls for answers; none if the mail server pipes them to `receive_mail`.
MAIL_REPLIES_IMAP = env.mailbox("MAIL_REPLIES_IMAP")
if MAIL_REPLIES_IMAP and not MAIL_REPLIES:
    refuse("MAIL_REPLIES_IMAP", "needs MAIL_REPLIES, the address of that mailbox")

# From `manage.py vapid_keys`. Without it, push messages are off.
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY")
if VAPID_PRIVATE_KEY and not re.fullmatch(r"[A-Za-z0-9_-]{43}=?", VAPID_PRIVATE_KEY):
    refuse("VAPID_PRIVATE_KEY", "is no key that `manage.py vapid_keys` has made")
# The push services of the browsers. Users supply the URLs of their devices, so the hub calls only
# these hosts (against server-side request forgery).
PUSH_HOSTS = env.words(
    "PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "jmt17.google.com",
        "*.push.services.mozilla.com",
        "*.notify.windows.com",
        "*.push.apple.com",
    ],
)
for _host in PUSH_HOSTS:
    if not re.fullmatch(r"(https?://|\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?", _host):
        refuse("PUSH_HOSTS", f"has “{_host}”, which is no host, *.host or origin")
