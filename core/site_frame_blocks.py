"""Blocks of the menu and the footer, which are part of the site's settings and of no page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from core.validators import validate_web_address


class FrameLinkBlock(blocks.StructBlock):
    """A link to a page of this site, or to any address."""

    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.CharBlock(
        label=_("or address"), required=False, max_length=300, validators=[validate_web_address]
    )
    label = blocks.CharBlock(
        label=_("Text of the link"),
        required=False,
        max_length=60,
        help_text=_("Without one, the title of the page."),
    )

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if not cleaned["page"] and not cleaned["url"]:
            errors["page"] = ValidationError(_("Choose a page, or enter an address."))
        if cleaned["page"] and cleaned["url"]:
            errors["url"] = ValidationError(_("Choose a page or enter an address, not both."))
        if cleaned["url"] and not cleaned["page"] and not cleaned["label"]:
            errors["label"] = ValidationError(_("Enter the text of the link."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class SectionBlock(blocks.ChoiceBlock):
    """A part of the site that is no page."""

    choices = [
        ("home:themes", _("Themes")),
        ("home:campaigns", _("Campaigns")),
        ("forum:threads", _("Forum")),
        ("home:search", _("Search")),
    ]

    class Meta:
        icon = "site"
        label = _("Part of the site")


class MenuBlock(blocks.StreamBlock):
    section = SectionBlock()
    link = FrameLinkBlock()

    class Meta:
        max_num = 8
        required = False


class FooterColumnBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=600)
    links = blocks.ListBlock(FrameLinkBlock(), label=_("Links"), max_num=10, default=[])

    class Meta:
        icon = "list-ul"
        label = _("Column")


class SocialLinkBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=40, help_text=_("Such as “Facebook”."))
    url = blocks.URLBlock(label=_("Address"), max_length=300)

    class Meta:
        icon = "link-external"
        label = _("Link")
