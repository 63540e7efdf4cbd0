"""What an act on a page means for the themes and partners that pages show."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.life_cycle import Change, Consequence
from home.models import PartnerPage, ThemePage
from notifications.notices import topics
from notifications.notices.follower_counts import consequences_for_followers


def consequences(change: Change) -> Iterator[Consequence]:
    """Yield what `change` means for the theme and partner pages among the affected pages."""
    themes = set(change.pages_of(ThemePage).values_list("theme", flat=True))
    if themes:
        if change.act.hides_page:
            yield Consequence(
                _("The theme itself, its events and its conversations stay; they lose their page.")
            )
        yield from consequences_for_followers(change.act, [topics.theme(pk) for pk in themes])
    if change.act.hides_page and change.pages_of(PartnerPage).exists():
        yield Consequence(_("The partner itself stays among the basic data, without a page."))
