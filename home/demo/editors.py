"""The groups of editors of the demo that are limited to themes."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.users.models import UserProfile

from core.models import Theme, ThemeEditors
from events.pages.calendar_page import CalendarPage
from home.demo.content_files import SOURCE, read
from home.demo.people import People
from home.models import ThemePage

# They write; somebody else approves and publishes.
PAGE_ACTIONS = ("add_page", "change_page")
SITE_ACTIONS = ("access_admin", "submit_translation", "send_letter")
FILE_ACTIONS = ("add_image", "choose_image", "add_document", "choose_document")


def make_theme_editors(people: People) -> None:
    """Make the groups and put their members into them. Existing groups are left unchanged."""
    for content in read("people")["groups"]:
        group, created = Group.objects.get_or_create(name=content["name"])
        if not created:
            continue
        group.permissions.set(Permission.objects.filter(codename__in=SITE_ACTIONS))
        themes = list(Theme.objects.filter(slug__in=content["themes"]))
        ThemeEditors.objects.bulk_create([ThemeEditors(group=group, theme=each) for each in themes])
        pages = [*CalendarPage.objects.all(), *ThemePage.objects.filter(theme__in=themes)]
        _give_permissions(group, pages)
        for key in content["members"]:
            people[key].groups.add(group)
            UserProfile.objects.get_or_create(
                user=people[key], defaults={"preferred_language": SOURCE}
            )


def _give_permissions(group: Group, pages: list[Page]) -> None:
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=PAGE_ACTIONS
    )
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page_id=page.pk, permission=permission)
            for page in pages
            for permission in permissions
        ]
    )
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=group, collection=root, permission=permission)
            for permission in Permission.objects.filter(
                content_type__app_label__in=("wagtailimages", "wagtaildocs"),
                codename__in=FILE_ACTIONS,
            )
        ]
    )
