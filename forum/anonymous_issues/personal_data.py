"""Personal data of those who report an issue without an account."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.models import AnonymousIssue
from residents.personal_data.privacy_notice import days, hours
from residents.personal_data.registry import Column, Erasure, Person, Posts, PrivacyNoticeRow, Rule

REPORTING_ISSUES = PrivacyNoticeRow(
    name="issues-without-an-account",
    title=_("Local issues without an account"),
    what=_("What you reported, the name to show, and your email address. Nobody sees the address."),
    why=_("So that moderators can read the issue first, and you hear what becomes of it."),
    how_long=lambda: (
        gettext(
            "The address: until you stop the emails, or for %(days)s after the issue is closed or "
            "a moderator has refused it. Without a confirmation, everything is deleted after "
            "%(hours)s. The published issue and the name stay in the forum; ask us to remove them."
        )
        % {
            "days": days(settings.ERASED_HISTORY_DAYS),
            "hours": hours(settings.UNCONFIRMED_SIGNUP_HOURS),
        }
    ),
    depends_on=("ERASED_HISTORY_DAYS", "UNCONFIRMED_SIGNUP_HOURS"),
)


def _find(person: Person) -> models.QuerySet[AnonymousIssue]:
    # An address counts once its owner has used the mailed link.
    confirmed = AnonymousIssue.objects.confirmed().filter(email__in=person.addresses)
    return confirmed.select_related("thread", "area")


def _erase(person: Person, posts: Posts) -> None:
    AnonymousIssue.objects.filter(email__in=person.addresses).delete()


RULES = (
    Rule(
        model="forum.AnonymousIssue",
        person_fields=("name", "email", "decided_by"),
        privacy_row=REPORTING_ISSUES,
        find=_find,
        columns=(
            Column("thread", _("thread"), read=str),
            "name",
            "email",
            "area",
            "place",
            "body",
            "created_at",
            "confirmed_at",
            "state",
            "reason",
            "decided_at",
        ),
        erasure=Erasure.DELETE,
        erase=_erase,
    ),
)
