"""The translations that are behind, on the dashboard."""

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.dashboard.waiting import MOST, Item, Section, register, section
from desk.translations.behind import translations_behind
from residents.models import User


@register
def behind(user: User) -> Section:
    """Return the translations that `user` may bring up to date, the oldest first."""
    items = [
        Item(
            each.page.get_admin_display_title(),
            reverse("wagtailadmin_pages:edit", args=[each.page.pk]),
            _("%(done)s of %(all)s texts translated") % {"done": each.translated, "all": each.texts}
            if each.texts
            else each.language,
            each.since,
        )
        for each in translations_behind(user, MOST + 1)
    ]
    url = f"{reverse('desk_translations')}?freshness=outdated"
    return section(_("Translations out of date"), "wagtail-localize-language", items, all_url=url)
