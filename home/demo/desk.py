"""What waits on the dashboard of the demo's editor: drafts, one of them locked, one with a date."""

import datetime

from django.utils import timezone

from home.demo.content_files import SOURCE, danish, key_of, read
from home.demo.streamfields import body
from home.models import HomePage, StandardPage
from residents.models import User


def make_drafts(editor: User) -> None:
    """Make the drafts. Existing pages are left unchanged."""
    home = HomePage.objects.get(locale__language_code=SOURCE)
    for content in read("drafts")["drafts"]:
        key = key_of("standardpage", content["key"])
        if StandardPage.objects.filter(translation_key=key).exists():
            continue
        page = StandardPage(
            title=danish(content["title"]),
            slug=danish(content["slug"]),
            summary=danish(content["summary"]),
            body=body(danish(content["body"])),
            is_example=True,
            translation_key=key,
            locale=home.locale,
            owner=editor,
            live=False,
        )
        if days := content.get("live_in_days"):
            page.go_live_at = timezone.now() + datetime.timedelta(days=days)
        if content.get("locked"):
            page.locked, page.locked_by, page.locked_at = True, editor, timezone.now()
        home.add_child(instance=page)
        revision = page.save_revision(user=editor)
        if days:
            revision.publish(user=editor)
