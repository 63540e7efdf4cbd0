"""Mail about accounts, which allauth words and the outbox sends."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import get_language

from notifications import outbox
from notifications.scopes import ACCOUNT
from residents.models import User

# What strangers cause by typing an address. All else is sent to its owner, because they ask for it
# or their account's security does.
_CAUSED_BY_STRANGERS = {
    "account/email/account_already_exists",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/unknown_account",
}


class AccountAdapter(DefaultAccountAdapter):
    """Sends allauth's mail through the outbox, like all other mail of the hub."""

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: the sender's name already says who writes."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render the mail `template_prefix` names and put it in the outbox."""
        message = self.render_mail(
            template_prefix,
            email,
            {
                "request": allauth_context.request,
                "email": email,
                "current_site": {"name": settings.WAGTAIL_SITE_NAME, "domain": settings.BASE_URL},
                **context,
            },
        )
        with transaction.atomic():
            outbox.put_rendered(
                # allauth decides, with its rate limits, when a mail is sent once more.
                key=f"account:{get_random_string(22)}",
                to=email,
                subject=message.subject,
                text=str(message.body),
                language=get_language() or settings.LANGUAGE_CODE,
                scope=ACCOUNT,
                user=_account(context.get("user")),
                must_reach=template_prefix not in _CAUSED_BY_STRANGERS,
            )


def _account(user: object) -> User | None:
    return user if isinstance(user, User) and user.pk else None
