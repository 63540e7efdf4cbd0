"""Give tags names in other languages, which editors may change."""

import django.db.models.deletion
from django.db import migrations, models

ROLES = ("Editors", "Administrators")
ACTIONS = ("add", "change", "delete", "view")


def allow(apps, schema_editor):
    # Django makes the permissions of a new model after the last migration; the roles need them now.
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="core", model="tagtranslation"
    )
    permissions = [
        apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_tagtranslation",
            defaults={"name": f"Can {action} translated tag"},
        )[0]
        for action in ACTIONS
    ]
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_store_documents_privately"),
        ("home", "0003_roles"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="TagTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "locale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="language",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="taggit.tag",
                        verbose_name="tag",
                    ),
                ),
            ],
            options={
                "verbose_name": "translated tag",
                "verbose_name_plural": "translated tags",
                "ordering": ["tag__name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["tag", "locale"],
                        name="tag_translation_once",
                        violation_error_message="This tag already has a name in that language.",
                    )
                ],
            },
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
