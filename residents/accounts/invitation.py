"""The mail to a person for whom an administrator has made an account."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from core.site_settings import site_name
from residents import mail_port
from residents.models import User
from residents.roles import has_staff_permissions


@transaction.atomic
def invite(request: HttpRequest, user: User) -> None:
    """Mail the new user how to sign in. They have no password until they choose one."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    if not user.is_active:
        return
    # With it, the first code that the person signs in with confirms the address, too.
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    with translation.override(user.language):
        sign_in_url = settings.BASE_URL + reverse("account_request_login_code")
    is_staff = has_staff_permissions(User.objects.get(pk=user.pk))
    mail_port.queue_mail(
        key=f"invitation:{user.pk}",
        to=user.email,
        template="residents/mail/invitation",
        context={
            "site_name": site_name(user.language),
            "email": user.email,
            "sign_in_url": sign_in_url,
            "admin_url": settings.BASE_URL + reverse("wagtailadmin_home") if is_staff else "",
        },
        language=user.language,
        name=user.first_name,
    )
