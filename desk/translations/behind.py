"""The translations that are behind, for one editor."""

import datetime
from typing import NamedTuple

from wagtail.models import Page

from core.models import OutdatedTranslation
from core.outdated_translations import progress_of, records_of
from core.theme_limits import ThemedPagePermissionPolicy
from residents.models import User


class BehindTranslation(NamedTuple):
    """A translation that is behind; how far it is, if it has a translation editor."""

    page: Page
    language: str
    since: datetime.datetime
    translated: int
    texts: int


def translations_behind(user: User, most: int = 9) -> list[BehindTranslation]:
    """Return at most that many translations that `user` may bring up to date, the oldest first.

    The number of queries does not depend on how many there are.
    """
    editable = ThemedPagePermissionPolicy().instances_user_has_any_permission_for(
        user, {"change", "publish"}
    )
    behind = (
        OutdatedTranslation.objects.filter(page__in=editable.values("pk"))
        .select_related("page__locale")
        .order_by("since", "pk")
    )
    rows = list(behind[:most])
    records = records_of([row.page for row in rows])
    progress = progress_of(records.values())
    found = []
    for row in rows:
        record = records.get((row.page.translation_key, row.page.locale_id))
        translated, texts = progress[record.pk] if record else (0, 0)
        language = row.page.locale.get_display_name()
        found.append(BehindTranslation(row.page, language, row.since, translated, texts))
    return found
