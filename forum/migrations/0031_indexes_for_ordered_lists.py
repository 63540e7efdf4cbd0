"""Index the orders of the list of threads, and those without a reply, with each filter."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0021_translate_names_of_partners"),
        ("forum", "0030_unread_marks"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["area", "-created_at", "-id"], name="thread_in_area_by_start"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["kind", "is_settled", "-created_at", "-id"], name="thread_of_kind_by_start"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["status", "-created_at", "-id"], name="thread_of_status_by_start"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["theme", "-thanks_count", "-id"], name="thread_theme_most_thanked"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["area", "-thanks_count", "-id"], name="thread_area_most_thanked"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["kind", "is_settled", "-thanks_count", "-id"],
                name="thread_kind_most_thanked",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["status", "-thanks_count", "-id"], name="thread_status_most_thanked"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["theme", "post_count", "-last_activity_at", "-id"],
                name="thread_theme_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["area", "post_count", "-last_activity_at", "-id"],
                name="thread_area_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["kind", "is_settled", "post_count", "-last_activity_at", "-id"],
                name="thread_kind_unanswered",
            ),
        ),
    ]
