"""Make the roles: editors, moderators and administrators, as Wagtail groups."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

# What each role may do beside the page tree: (app, model) and the actions.
EDITOR_MODELS = {
    ("core", "partner"): ["add", "change", "delete", "view"],
    ("core", "area"): ["add", "change", "delete", "view"],
    ("core", "themewording"): ["add", "change", "delete", "view"],
    ("core", "theme"): ["change", "view"],
    ("home", "sitesettings"): ["change"],
    # Nothing of a membership can be changed: it exists or not.
    ("residents", "partnermembership"): ["add", "delete", "view"],
}
# Rows that nobody edits in the admin, and pages, whose rights the page tree holds.
NOT_EDITED = [
    *("dataexport", "emailchange"),
    *("partnerindexpage", "partnerpage", "privacypage"),
]
PAGE_ACTIONS = [
    *("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"),
]
# Wagtail asks for the rights to its own models, whatever ours are called.
LIBRARY_ACTIONS = {
    "wagtailimages": ["add_image", "change_image", "choose_image"],
    "wagtaildocs": ["add_document", "change_document", "choose_document"],
}


def make(apps, schema_editor):
    # Django makes permissions after the last migration; a group needs them now.
    for config in installed.get_app_configs():
        models_module, config.models_module = config.models_module, True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = models_module

    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    Page = apps.get_model("wagtailcore", "Page")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")

    def permissions(app, codenames):
        return Permission.objects.filter(content_type__app_label=app, codename__in=codenames)

    admin_access = permissions("wagtailadmin", ["access_admin"])
    translate = permissions("wagtail_localize", ["submit_translation"])
    moderate = permissions("forum", ["moderate"])
    write_letters = permissions("notifications", ["send_letter"])
    root = Page.objects.get(depth=1)

    editors, moderators, administrators = (
        Group.objects.get_or_create(name=name)[0]
        for name in ("Editors", "Moderators", "Administrators")
    )
    for group in (editors, moderators, administrators):
        # Wagtail makes the first two with rights of its own choosing.
        GroupPagePermission.objects.filter(group=group).delete()
        GroupCollectionPermission.objects.filter(group=group).delete()
        group.permissions.set([])

    moderators.permissions.add(*moderate, *permissions("notifications", ["send_forum_letter"]))
    for group in (editors, administrators):
        group.permissions.add(*admin_access, *translate, *write_letters)
        for (app, model), actions in EDITOR_MODELS.items():
            group.permissions.add(*permissions(app, [f"{action}_{model}" for action in actions]))
        for permission in permissions("wagtailcore", PAGE_ACTIONS):
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
        for app, actions in LIBRARY_ACTIONS.items():
            for permission in permissions(app, actions):
                GroupCollectionPermission.objects.create(
                    group=group, collection=Collection.objects.get(depth=1), permission=permission
                )
    administrators.permissions.add(
        *moderate,
        *permissions("notifications", ["view_outboxmessage", "change_outboxmessage"]),
        *Permission.objects.filter(
            content_type__app_label__in=[
                "auth",
                "residents",
                "wagtailcore",
                "wagtailredirects",
                "core",
                "home",
            ]
        ).exclude(content_type__model__in=NOT_EDITED),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_first_pages"),
        ("forum", "0001_initial"),
        ("core", "0001_initial"),
        ("notifications", "0001_initial"),
        ("residents", "0002_area_and_partner_memberships"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
