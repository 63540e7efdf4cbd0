"""The user model, for residents and staff."""

from collections.abc import Collection
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Area, EmailField
from core.text.normalization import email_key
from residents.models.avatars import Drawing


class UserManager(BaseUserManager["User"]):
    """Creates users and finds them by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a resident. Without `password`, they sign in by a code or a passkey only."""
        user = self.model(email=email_key(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with that e-mail address, in any case."""
        return self.get(email=email_key(username or ""))


class User(AbstractUser):
    """A person with an account, who signs in with their e-mail address."""

    username = None  # type: ignore[assignment]
    email = EmailField(_("email address"), unique=True)
    display_name = models.CharField(
        _("display name"),
        max_length=80,
        blank=True,
        help_text=_("Shown instead of your name, if you like."),
    )
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="residents",
        verbose_name=_("town or neighbourhood"),
    )
    about = models.CharField(_("about me"), max_length=400, blank=True)
    # Shown beside the name instead of the initials.
    drawing = models.CharField(_("drawing"), max_length=20, choices=Drawing, blank=True, default="")
    # What the public profile shows in addition to the name.
    shows_area = models.BooleanField(_("others can see my town"), default=False)
    shows_posts = models.BooleanField(
        _("others can see a list of what I have written"), default=False
    )
    # When the welcome page was shown. It is shown once.
    welcomed_at = models.DateTimeField(_("welcomed"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    # `createsuperuser` asks for them: an administrator is shown to residents by name.
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="resident_email_once",
                violation_error_message=_("There is already an account with that address."),
            ),
            models.CheckConstraint(
                condition=models.Q(drawing__in=["", *Drawing.values]), name="drawing_exists"
            ),
        ]

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Say at the address that there is an account with it."""
        try:
            super().validate_constraints(exclude)
        except ValidationError as error:
            raise ValidationError({"email": error.messages}) from None

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        """Return the display name, or else the real name; never the e-mail address."""
        return self.display_name or self.get_full_name() or str(_("A resident"))

    @cached_property
    def partner_ids(self) -> frozenset[int]:
        """Return the partners in whose name this person may write. Queried once per object."""
        return frozenset(self.partner_memberships.values_list("partner_id", flat=True))

    def get_absolute_url(self) -> str:
        """Return the path of the public profile in the reader's language."""
        return reverse("neighbours:profile", args=[self.pk])
