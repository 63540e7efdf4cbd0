"""Rows of the privacy page about the account, signing in and the staff's work."""

from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from residents.personal_data.registry import PrivacyNoticeRow


def days(count: int) -> str:
    """Return "3 days" in the reader's language."""
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def hours(count: int) -> str:
    """Return "48 hours" in the reader's language."""
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


ACCOUNT = PrivacyNoticeRow(
    name="account",
    title=_("Your account"),
    what=_(
        "Your account: your name and display name, your email address, your language, "
        "your town, your picture and what you wrote about yourself."
    ),
    why=_("So you can sign in, and your neighbours know who is writing."),
    how_long=lambda: (
        gettext(
            "Until you delete your account. An account whose address is not confirmed is "
            "deleted after %(days)s, and a new address that is not confirmed from both "
            "inboxes after %(hours)s."
        )
        % {
            "days": days(settings.UNCONFIRMED_ACCOUNT_DAYS),
            "hours": hours(settings.EMAIL_CHANGE_HOURS),
        }
    ),
    depends_on=("UNCONFIRMED_ACCOUNT_DAYS", "EMAIL_CHANGE_HOURS"),
)

SIGNING_IN = PrivacyNoticeRow(
    name="signing-in",
    title=_("Signing in"),
    what=_(
        "How you sign in: your password in a form that nobody can read, your passkeys and codes, "
        "and the devices you are signed in on, with their IP addresses."
    ),
    why=_("So only you can get in, and you can see where you are signed in."),
    how_long=lambda: (
        gettext(
            "Until you remove it, sign out or delete your account. IP addresses of devices "
            "that are not in use are deleted after %(days)s."
        )
        % {"days": days(settings.IP_RETENTION_DAYS)}
    ),
    depends_on=("IP_RETENTION_DAYS",),
)

ROLES = PrivacyNoticeRow(
    name="roles",
    title=_("Roles"),
    what=_(
        "Which partner you belong to, and whether you are a moderator, an editor or "
        "have another role."
    ),
    why=_("So others can see who you speak for, and you can do your work here."),
    how_long=lambda: gettext("Until the role ends, or you delete your account."),
)

EDITING = PrivacyNoticeRow(
    name="editing",
    title=_("The editors’ work"),
    what=_("For editors: which pages, pictures and files they have created, changed or published."),
    why=_("So colleagues can see who did what, and undo it."),
    how_long=lambda: gettext(
        "As long as the page, picture or file is kept. The name is removed with the account."
    ),
)

OWN_DATA = PrivacyNoticeRow(
    name="own-data",
    title=_("The copy of your data"),
    what=_("The copy of your data that you asked for."),
    why=_("So you can download it."),
    how_long=lambda: (
        gettext(
            "Until you have downloaded it, and for %(hours)s at most. We forget that you "
            "asked for it after %(days)s."
        )
        % {
            "hours": hours(settings.EXPORT_HOURS),
            "days": days(settings.MAIL_RETENTION_DAYS),
        }
    ),
    depends_on=("EXPORT_HOURS", "MAIL_RETENTION_DAYS"),
)

COOKIES = PrivacyNoticeRow(
    name="cookies",
    title=_("Cookies"),
    what=_("Cookies: one that keeps you signed in, and one that protects forms from misuse."),
    why=_("The site does not work without them. If you only read, you get none."),
    how_long=lambda: (
        gettext("The first until you sign out, and both for %(days)s at most.")
        % {"days": days(max(settings.SESSION_COOKIE_AGE, settings.CSRF_COOKIE_AGE) // 86_400)}
    ),
    depends_on=("SESSION_COOKIE_AGE", "CSRF_COOKIE_AGE"),
)

SERVER_LOG = PrivacyNoticeRow(
    name="server-log",
    title=_("The server’s log"),
    what=_("The web server’s log: which page was opened, when, and from which IP address."),
    why=_("So we can find errors and stop attacks."),
    how_long=lambda: days(settings.IP_RETENTION_DAYS),
    depends_on=("IP_RETENTION_DAYS",),
)
