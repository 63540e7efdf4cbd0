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
        "Your account: your name and display name, your e-mail address, your language, your town "
        "and what you wrote about yourself."
    ),
    why=_("So that you can sign in, and your neighbours know who is writing."),
    how_long=lambda: (
        gettext(
            "Until you erase your account. An account whose address nobody confirms is deleted "
            "after %(days)s, and a new address that is not confirmed from both mailboxes after "
            "%(hours)s."
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
    why=_("So that nobody but you gets in, and you can see where you are signed in."),
    how_long=lambda: (
        gettext(
            "Until you remove it, sign out or erase your account. IP addresses of devices that are "
            "not in use are deleted after %(days)s."
        )
        % {"days": days(settings.IP_RETENTION_DAYS)}
    ),
    depends_on=("IP_RETENTION_DAYS",),
)

ROLES = PrivacyNoticeRow(
    name="roles",
    title=_("Roles"),
    what=_("Which partner you belong to, and whether you are a moderator, an editor or the like."),
    why=_("So that others can see in whose name you speak, and you can do your work here."),
    how_long=lambda: gettext("Until the role ends, or you erase your account."),
)

EDITING = PrivacyNoticeRow(
    name="editing",
    title=_("The editors' work"),
    what=_("For editors: which pages, pictures and files they have made, changed or published."),
    why=_("So that colleagues can see who did what, and undo it."),
    how_long=lambda: gettext(
        "As long as the page, the picture or the file is kept. The name goes with the account."
    ),
)

OWN_DATA = PrivacyNoticeRow(
    name="own-data",
    title=_("The copy of your data"),
    what=_("The copy of your data that you have asked for."),
    why=_("So that you can fetch it."),
    how_long=lambda: (
        gettext(
            "Until you have fetched it, and %(hours)s at the most. That you asked for it is "
            "forgotten after %(days)s."
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
    what=_("Cookies: one that keeps you signed in, and one that guards forms against abuse."),
    why=_("The site does not work without them. If you only read, you get none."),
    how_long=lambda: (
        gettext("The first until you sign out, and both %(days)s at the most.")
        % {"days": days(max(settings.SESSION_COOKIE_AGE, settings.CSRF_COOKIE_AGE) // 86_400)}
    ),
    depends_on=("SESSION_COOKIE_AGE", "CSRF_COOKIE_AGE"),
)

SERVER_LOG = PrivacyNoticeRow(
    name="server-log",
    title=_("The server's log"),
    what=_("The web server's log: which page was asked for, when, and from which IP address."),
    why=_("So that we can find faults and stop attacks."),
    how_long=lambda: days(settings.IP_RETENTION_DAYS),
    depends_on=("IP_RETENTION_DAYS",),
)
