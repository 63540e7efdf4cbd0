"""The settings of the site in the admin: what is typed once, the words, and the emergency strip.

Pages and mails read them from `core.site_settings`.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Locale

from core.models.cpr_guard import GuardedModel
from core.site_frame_blocks import FooterColumnBlock, MenuBlock, SocialLinkBlock
from core.validators import validate_short_number, validate_web_address

_PICTURE: dict[str, Any] = {
    "on_delete": models.SET_NULL,
    "null": True,
    "blank": True,
    "related_name": "+",
}


@register_setting(icon="cog", order=110)
class SiteSettings(GuardedModel, BaseGenericSetting):
    """What is the same in every language. Administrators fill it in."""

    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        **_PICTURE,
        verbose_name=_("logo"),
        help_text=_("Shown beside the name at the top of every page. Without one: four roofs."),
    )
    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        **_PICTURE,
        verbose_name=_("picture for sharing"),
        help_text=_("Shown where somebody shares a page that has no picture of its own."),
    )
    browser_icon = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        **_PICTURE,
        verbose_name=_("icon in the browser"),
        help_text=_("Shown on the tab of the browser. A square picture. Without one: roofs."),
    )
    front_picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        **_PICTURE,
        verbose_name=_("picture on the front page"),
        help_text=_("Shown below the title, wide and low. Without one: a drawing of a street."),
    )
    acute_number = models.CharField(
        _("number for acute danger"),
        max_length=20,
        default="112",
        validators=[validate_short_number],
    )
    police_number = models.CharField(
        _("number of the police"), max_length=20, default="114", validators=[validate_short_number]
    )
    other_number = models.CharField(
        _("one more number"),
        max_length=20,
        blank=True,
        validators=[validate_short_number],
        help_text=_("Such as the municipality’s own. What it is for is among the texts."),
    )
    rules_page = models.ForeignKey(
        "wagtailcore.Page",
        **_PICTURE,
        verbose_name=_("page with the house rules"),
        help_text=_("Linked wherever people write. Readers get it in their own language."),
    )
    social_links = StreamField(
        [("link", SocialLinkBlock())],
        blank=True,
        max_num=8,
        verbose_name=_("social media"),
        help_text=_("Links at the foot of every page."),
    )
    accessibility_statement = models.CharField(
        _("accessibility statement"),
        max_length=300,
        blank=True,
        validators=[validate_web_address],
        help_text=_("The address that /was leads to: the statement in the authority’s WAS tool."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("logo", "browser_icon", "front_picture", "social_image")
            ],
            heading=_("Pictures"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("acute_number"), FieldPanel("police_number")]),
                FieldPanel("other_number"),
            ],
            heading=_("Emergency numbers, on every page"),
        ),
        FieldPanel("rules_page"),
        FieldPanel("social_links"),
        FieldPanel("accessibility_statement"),
    ]

    class Meta:
        verbose_name = _("site settings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class SiteWording(GuardedModel):
    """The words of the site in one language. What is empty is taken from the source language."""

    locale = models.OneToOneField(
        Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language")
    )
    name = models.CharField(
        _("name of the site"),
        max_length=60,
        blank=True,
        help_text=_("At the top of every page, in titles, and as the sender of mail."),
    )
    place = models.CharField(
        _("place"),
        max_length=60,
        blank=True,
        help_text=_("The town or municipality, shown below the name."),
    )
    menu = StreamField(
        MenuBlock(),
        blank=True,
        verbose_name=_("main menu"),
        help_text=_(
            "Without any: themes, campaigns, forum, and the pages that are marked to be shown in "
            "menus. If only the source language has a menu, all languages show its pages."
        ),
    )
    footer_columns = StreamField(
        [("column", FooterColumnBlock())],
        blank=True,
        max_num=3,
        verbose_name=_("columns at the foot of every page"),
        help_text=_("Beside the themes, and the pages that are marked for the foot."),
    )
    acute_label = models.CharField(_("acute danger"), max_length=60, blank=True)
    police_label = models.CharField(_("the police"), max_length=60, blank=True)
    other_label = models.CharField(_("the third number"), max_length=60, blank=True)
    sign_in_text = models.TextField(
        _("on the page to sign in"),
        max_length=600,
        blank=True,
        help_text=_("Such as whom to ask for help. Shown above the form."),
    )
    sent_mail_text = models.TextField(
        _("on pages that say that we have sent an email"),
        max_length=600,
        blank=True,
        help_text=_("Such as what to do if no email arrives."),
    )

    # The name stands on every page and mail.
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("locale", permission="core.change_sitesettings"),
                FieldPanel("name", permission="core.change_sitesettings"),
                FieldPanel("place", permission="core.change_sitesettings"),
            ],
            heading=_("Name"),
        ),
        FieldPanel("menu"),
        FieldPanel("footer_columns"),
        MultiFieldPanel(
            [FieldPanel("acute_label"), FieldPanel("police_label"), FieldPanel("other_label")],
            heading=_("What the emergency numbers are for"),
            help_text=_("Empty ones have the usual words."),
        ),
        MultiFieldPanel(
            [FieldPanel("sign_in_text"), FieldPanel("sent_mail_text")],
            heading=_("Texts of your own"),
        ),
    ]

    class Meta:
        verbose_name = _("texts and menus")
        verbose_name_plural = _("texts and menus")
        ordering = ["locale_id"]

    def __str__(self) -> str:
        return str(self.locale)


@register_setting(icon="warning", order=100)
class EmergencyStrip(GuardedModel, BaseGenericSetting):
    """A message above every page, in every language, from one moment until another."""

    class Level(models.TextChoices):
        """The values are kinds of `components/notice.html`."""

        INFO = "info", _("Information")
        WARNING = "warning", _("Warning")
        DANGER = "error", _("Danger")

    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.WARNING)
    # By the code of the language.
    texts = models.JSONField(default=dict, blank=True, editable=False)
    link = models.CharField(
        _("read more at"), max_length=300, blank=True, validators=[validate_web_address]
    )
    starts_at = models.DateTimeField(
        _("from"), null=True, blank=True, help_text=_("Empty: as soon as you save.")
    )
    until = models.DateTimeField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("It disappears by itself then. Empty: when you delete the text."),
    )

    class Meta:
        verbose_name = _("emergency message")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(starts_at__isnull=True)
                | models.Q(until__gt=models.F("starts_at")),
                name="emergency_strip_ends_after_start",
                violation_error_message=_("It must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def is_still_to_come(self, now: datetime.datetime | None = None) -> bool:
        """Return whether its time has not come yet."""
        return self.starts_at is not None and self.starts_at > (now or timezone.now())

    def is_over(self, now: datetime.datetime | None = None) -> bool:
        """Return whether its time has passed."""
        return self.until is not None and self.until <= (now or timezone.now())
