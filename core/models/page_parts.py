"""Fields that several types of pages share: a main picture, and whom readers can ask."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Locale

from core.caching.held_values import HeldValues
from core.images.pictures import FoundPicture, find_picture
from core.models.email import EmailField
from core.models.partners import Partner
from core.validators import validate_phone_number

_partners: HeldValues[Partner | None] = HeldValues(most=200)


class HasMainPicture(models.Model):
    """A page with a main picture, which takes the place of its theme's."""

    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("main picture"),
        help_text=_("Shown at the top and in lists, cropped to 4:3. Without one: the theme’s."),
    )

    class Meta:
        abstract = True

    @cached_property
    def shown_picture(self) -> FoundPicture | None:
        """The main picture, once its renditions are made; None without one."""
        found = find_picture(self.picture, "theme") if self.picture else None
        return None if found is None or found.is_missing else found

    @property
    def picture_alt(self) -> str:
        """The alternative text of the main picture; "" for the theme's, which is decoration."""
        if not self.picture or not self.shown_picture:
            return ""
        # Without a description it is not named by its title, as pictures in the text are.
        return self.picture.alt_for_reader if self.picture.description else ""

    def social_picture(self) -> tuple[int | None, str]:
        return (self.picture_id, self.shown_picture.url) if self.shown_picture else (None, "")


class HasContact(models.Model):
    """A page with somebody whom readers can ask: a partner, a person, or both."""

    locale: Locale

    contact_partner = models.ForeignKey(
        Partner,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner to contact"),
    )
    contact_name = models.CharField(_("name"), max_length=120, blank=True)
    contact_role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("Such as “crime prevention officer”.")
    )
    contact_phone = models.CharField(
        _("phone"), max_length=20, blank=True, validators=[validate_phone_number]
    )
    contact_email = EmailField(_("email address"), blank=True)

    class Meta:
        abstract = True

    @property
    def has_contact(self) -> bool:
        return bool(self.contact_partner_id or self.contact_name)

    @property
    def shown_contact_partner(self) -> Partner | None:
        """The partner to contact, held in memory: only its own columns, nothing related."""
        key = self.contact_partner_id
        if key is None:
            return None
        return _partners.get(key, lambda: Partner.objects.filter(pk=key).first())

    @property
    def contact_line(self) -> str:
        """The contact as one line of text in the language of the page; "" without one."""
        partner, parts = self.shown_contact_partner, []
        if partner:
            parts = [partner.name_in(self.locale.language_code), partner.contact_email]
        if self.contact_name:
            parts += [self.contact_name, self.contact_role, self.contact_phone, self.contact_email]
        return ", ".join(part for part in parts if part)

    def errors_of_contact(self) -> dict[str, ValidationError]:
        """Return the error of a role, a phone number or an address of nobody, for `clean`."""
        of_nobody = self.contact_role or self.contact_phone or self.contact_email
        if self.contact_name or not of_nobody:
            return {}
        return {"contact_name": ValidationError(_("Enter the name of the person."))}


# The fields of a contact that are the same in every language; the role is translated.
CONTACT_FACTS = ("contact_partner", "contact_name", "contact_phone", "contact_email")


def contact_panel() -> Any:
    """Return the panel for the fields of `HasContact`."""
    return MultiFieldPanel(
        [
            FieldPanel("contact_partner"),
            FieldRowPanel([FieldPanel("contact_name"), FieldPanel("contact_role")]),
            FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")]),
        ],
        heading=_("Contact"),
        help_text=_("Who readers can ask: a partner, a person, or both. Everyone can see it."),
    )
