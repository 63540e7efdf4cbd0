"""What Wagtail's checker looks for on a page, beside its own list.

It runs in the editor's browser: in the preview beside the form, and in the user bar of the page.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

# Rules of axe that Wagtail leaves out: of every picture, heading, list and table of an editor.
_RULES_OF_AXE = [
    "image-alt",
    "page-has-heading-one",
    "list",
    "td-headers-attr",
    "duplicate-id-aria",
]
_OPEN_LINK = "hub-link-without-encryption"


class PageChecks(ContentCheckerItem):
    """The checker with the hub's rules."""

    axe_run_only: ClassVar[list[str]] = [
        *ContentCheckerItem.axe_run_only,
        *_RULES_OF_AXE,
        _OPEN_LINK,
    ]
    axe_custom_rules: ClassVar[list[dict[str, Any]]] = [
        *ContentCheckerItem.axe_custom_rules,
        {
            "id": _OPEN_LINK,
            "impact": "moderate",
            "selector": "main a[href^='http:']",
            "tags": ["best-practice"],
            # A link has no `alt`, so every link that is found fails.
            "any": ["has-alt"],
            "enabled": True,
        },
    ]
    axe_messages: ClassVar[dict[str, Any]] = {
        **ContentCheckerItem.axe_messages,
        "image-alt": {
            "error_name": _("A picture has no description"),
            "help_text": _("Describe what can be seen, or mark the picture as decoration."),
        },
        "page-has-heading-one": {
            "error_name": _("The page has no main heading"),
            "help_text": _("Give the page a title."),
        },
        "list": {
            "error_name": _("A list has something else than items"),
            "help_text": _("Write the list again with the button for lists."),
        },
        "td-headers-attr": {
            "error_name": _("A table has cells without headings"),
            "help_text": _("Give each column of the table a heading."),
        },
        "duplicate-id-aria": {
            "error_name": _("Two parts of the page have the same name"),
            "help_text": _("Give two links within the page different names."),
        },
        _OPEN_LINK: {
            "error_name": _("A link leads to a page without encryption"),
            "help_text": _("Most sites have an address with https://. Use that one."),
        },
    }


def use_page_checks(_request: Any, items: list[Any], _page: Any) -> None:
    """Put the hub's checker in place of Wagtail's. Called for each user bar."""
    items[:] = [
        PageChecks(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]
