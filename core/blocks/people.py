"""Blocks for partners, people to contact, and a place on a map."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from core.blocks import base
from core.blocks.base import ContentBlock, ObjectChoice, TitledListBlock, UntranslatedBlock
from core.blocks.lookups import objects_for
from core.maps import map_at
from core.validators import validate_phone_number


class PartnerChoice(ObjectChoice, SnippetChooserBlock):
    """A partner. All partners of a page are looked up with their logos."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("core.Partner", **kwargs)

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        values = list(values)
        found = objects_for(values, lambda lookups: lookups.partners_with_logos)
        return super().bulk_to_python(values) if found is None else found

    def deconstruct(self) -> Any:
        path, _args, kwargs = super().deconstruct()
        return path, ["core.Partner"], kwargs


class PartnersBlock(TitledListBlock):
    entries = blocks.ListBlock(PartnerChoice(), label=_("Partners"), min_num=1, max_num=40)

    class Meta:
        icon = "group"
        group = base.PEOPLE
        label = _("Partners")
        description = _("Partners with their logos, as links to their pages")
        template = "components/blocks/partners.html"
        preview_value = {"title": _("Together with"), "entries": []}

    def get_preview_value(self) -> Any:
        partner = self.child_blocks["entries"].child_block.model_class
        names = (_("The local association"), _("The housing company"))
        partners = [partner(name=str(name), role=partner.Role.ASSOCIATION) for name in names]
        return self.normalize({**super().get_preview_value(), "entries": partners})


class PersonBlock(ContentBlock):
    name = UntranslatedBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(
        label=_("Role"),
        required=False,
        max_length=120,
        help_text=_("Such as “crime prevention officer”."),
    )
    phone = UntranslatedBlock(
        label=_("Phone"), required=False, max_length=20, validators=[validate_phone_number]
    )
    email = blocks.EmailBlock(label=_("Email address"), required=False)

    needed = ("name",)

    class Meta:
        icon = "user"
        label = _("Person")


class PeopleBlock(TitledListBlock):
    entries = blocks.ListBlock(PersonBlock(), label=_("People"), min_num=1, max_num=20)

    class Meta:
        icon = "user"
        group = base.PEOPLE
        label = _("People to contact")
        description = _("Who readers can ask, with telephone and email. Everyone can see it.")
        template = "components/blocks/people.html"
        preview_value = {
            "title": _("Ask us"),
            "entries": [
                {
                    "name": "Bo Eksempel",
                    "role": _("Crime prevention officer"),
                    "phone": "12 34 56 78",
                    "email": "bo@example.org",
                }
            ],
        }


class MapBlock(ContentBlock):
    title = blocks.CharBlock(label=_("Name of the place"), max_length=120)
    address = UntranslatedBlock(label=_("Address"), required=False, max_length=200)
    latitude = blocks.DecimalBlock(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        decimal_places=6,
        help_text=_(
            "Find the place on an online map, copy its position or the link to it, and paste it "
            "into one of the two fields. Both are filled."
        ),
    )
    longitude = blocks.DecimalBlock(
        label=_("Longitude"), min_value=-180, max_value=180, decimal_places=6
    )

    needed = ("title", "latitude", "longitude")
    needs_page = True

    class Meta:
        icon = "site"
        group = base.PEOPLE
        label = _("Map")
        label_format = "{title}"
        description = _("A place on a map, which is not loaded until readers ask for it")
        template = "components/blocks/map.html"
        preview_value = {
            "title": "Torvet",
            "address": "1234 Eksempelby",
            "latitude": Decimal("55.676100"),
            "longitude": Decimal("12.568300"),
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        request = (parent_context or {}).get("request")
        return {**context, "map": map_at(value["latitude"], value["longitude"], request)}
