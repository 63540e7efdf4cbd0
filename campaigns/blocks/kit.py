"""The steps of a kit, and the block that shows a kit on the page of a campaign."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import AdminPageChooser

from campaigns.kit_cards import KitCard, KitStep
from core.blocks import base
from core.blocks.base import ContentBlock, LinkBlock, is_filled
from core.blocks.links import PageChoice, url_of_choice
from core.blocks.lookups import SharingStreamBlock
from core.blocks.pictures import LabelledImageBlock
from core.translatable_lines import LinesBlock

MOST_STEPS = 40


class KitStepBlock(ContentBlock):
    """One step. Its id is the same in all languages, and stays when steps change places."""

    needed = ("title",)

    title = blocks.CharBlock(
        label=_("What to do"), max_length=160, help_text=_("“Lock the windows of the basement.”")
    )
    text = LinesBlock(label=_("How, and why it helps"), required=False)
    page = PageChoice(label=_("A page of this site"), required=False)
    url = LinkBlock(label=_("Or another website"), required=False)
    link_text = blocks.CharBlock(label=_("Text of the link"), required=False, max_length=80)
    image = LabelledImageBlock(label=_("Image"), required=False)

    class Meta:
        icon = "check"
        label = _("Step")
        template = "campaigns/kits/step_details.html"

    def clean(self, value: Any) -> Any:
        """Require one target for a link with a text, and at most one."""
        cleaned = super().clean(value)
        chosen = [
            name for name in ("page", "url") if is_filled(self.child_blocks[name], cleaned[name])
        ]
        errors = {}
        if len(chosen) > 1:
            errors["url"] = ValidationError(
                _("Choose a page or enter the address of a website, not both.")
            )
        elif chosen == ["url"] and not cleaned["link_text"]:
            errors["link_text"] = ValidationError(_("Enter the text of the link."))
        if errors and not self.is_deferred_validation:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        page = value.get("page")
        return {
            **context,
            "url": url_of_choice(value),
            "label": value.get("link_text") or (page.title if page is not None else ""),
            "is_elsewhere": page is None,
        }


class KitStepsBlock(SharingStreamBlock):
    """The steps of a kit, in order."""

    step = KitStepBlock()

    class Meta:
        max_num = MOST_STEPS


class KitValue(blocks.StructValue):
    """A chosen kit. `card` is what the page shows of it; campaigns.kits.cards sets it."""

    card: KitCard | None = None


class KitWidget(AdminPageChooser):
    """Opens a list of pages that begins among the kits: campaigns.kits.choosing."""

    chooser_modal_url_name = "choose_kit"


class KitChoice(PageChoice):
    """A page that is a kit."""

    @cached_property
    def widget(self) -> KitWidget:
        return KitWidget(target_models=self.target_models)


class KitBlock(ContentBlock):
    """A kit on the page of a campaign: its steps to tick, and the way to its own page."""

    needed = ("page",)
    needs_page = True

    page = KitChoice(label=_("Kit"), page_type="campaigns.KitPage")

    class Meta:
        icon = "tasks"
        group = base.ACTIONS
        label = _("Kit")
        description = _("A list of steps that readers tick, from a page of the type “Kit”")
        template = "campaigns/kits/block.html"
        value_class = KitValue
        preview_value = {"page": None}

    def is_complete(self, value: Any) -> bool:
        card = getattr(value, "card", None)
        return card is not None and bool(card.steps)

    def get_preview_value(self) -> Any:
        """Show a kit that is not stored."""
        value = super().get_preview_value()
        steps = [_("Lock the door, also when you are at home."), _("Talk to a neighbour.")]
        value.card = KitCard(
            key="",
            title=str(_("Secure your home")),
            url="#",
            lead=str(_("Small steps that make a difference.")),
            steps=[
                KitStep(str(number), str(title), is_done=number == 0)
                for number, title in enumerate(steps)
            ],
        )
        return value
