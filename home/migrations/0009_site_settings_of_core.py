"""Move the settings of the site to `core`, make the words of each language, and give the rights.

Editors write the emergency message, the texts and menus, and redirects; administrators the rest.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS_RIGHTS = [
    ("core", ["view_sitewording", "change_sitewording", "change_emergencystrip"]),
    ("wagtailredirects", ["add_redirect", "change_redirect", "delete_redirect", "view_redirect"]),
]
ADMINISTRATORS_RIGHTS = [
    ("core", ["add_sitewording", "delete_sitewording", "change_sitesettings"]),
]


def move(apps, schema_editor):
    SiteSettings = apps.get_model("core", "SiteSettings")
    for old in apps.get_model("home", "SiteSettings").objects.all()[:1]:
        SiteSettings.objects.create(accessibility_statement=old.accessibility_statement)
    # The name is typed once: where Wagtail's site has none, the admin shows the one of the settings.
    apps.get_model("wagtailcore", "Site").objects.update(site_name="")
    for locale in apps.get_model("wagtailcore", "Locale").objects.all():
        apps.get_model("core", "SiteWording").objects.get_or_create(locale=locale)


def allow(apps, schema_editor):
    # Django makes permissions after all migrations, and these are needed now.
    config = installed.get_app_config("core")
    create_permissions(config, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects
    groups = apps.get_model("auth", "Group").objects
    for name, rights in (
        ("Editors", EDITORS_RIGHTS),
        ("Administrators", EDITORS_RIGHTS + ADMINISTRATORS_RIGHTS),
    ):
        for group in groups.filter(name=name):
            for app, codenames in rights:
                group.permissions.add(
                    *permissions.filter(content_type__app_label=app, codename__in=codenames)
                )
    permissions.filter(content_type__app_label="home", content_type__model="sitesettings").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0008_content_blocks"),
        ("core", "0010_site_settings"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RunPython(allow, migrations.RunPython.noop),
        migrations.DeleteModel(name="SiteSettings"),
    ]
