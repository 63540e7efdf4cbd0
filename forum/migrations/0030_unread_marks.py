"""Store how far residents have read the threads, for the marks of unread posts."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0029_proposed_acts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ThreadRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("post_number", models.PositiveIntegerField(default=0)),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "thread",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reads",
                        to="forum.thread",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thread_reads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "read thread",
                "verbose_name_plural": "read threads",
                "default_permissions": (),
                "indexes": [models.Index(fields=["read_at"], name="thread_read_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "thread"), name="thread_read_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("thread__isnull", True)),
                        fields=("user",),
                        name="all_threads_read_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("thread__isnull", False), ("post_number", 0), _connector="OR"
                        ),
                        name="thread_read_number_of_thread",
                    ),
                ],
            },
        ),
    ]
