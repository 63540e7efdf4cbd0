"""Let moderators also propose what is about texts that wait, reports, and decisions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0021_translate_names_of_partners"),
        ("forum", "0031_indexes_for_ordered_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="proposedact",
            name="proposed_act_once",
        ),
        migrations.AddField(
            model_name="proposedact",
            name="action",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposed_acts",
                to="forum.moderationaction",
            ),
        ),
        migrations.AddField(
            model_name="proposedact",
            name="anonymous_issue",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposed_acts",
                to="forum.anonymousissue",
            ),
        ),
        migrations.AddField(
            model_name="proposedact",
            name="held",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposed_acts",
                to="forum.heldpost",
            ),
        ),
        migrations.AlterField(
            model_name="proposedact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hide", "Hidden"),
                    ("restore", "Shown again"),
                    ("refuse", "Not published"),
                    ("redact", "Personal data removed"),
                    ("lock", "Locked"),
                    ("unlock", "Unlocked"),
                    ("pin", "Pinned"),
                    ("unpin", "Unpinned"),
                    ("move", "Moved"),
                    ("merge", "Merged"),
                    ("warn", "Warned"),
                    ("suspend", "Suspended for a time"),
                    ("ban", "Excluded"),
                    ("lift", "Allowed to write again"),
                    ("undo", "Taken back"),
                    ("approve", "Published"),
                    ("dismiss", "Reports answered: the post stays"),
                ],
                max_length=12,
                verbose_name="action",
            ),
        ),
        migrations.AlterField(
            model_name="proposedact",
            name="post",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposed_acts",
                to="forum.post",
            ),
        ),
        migrations.AlterField(
            model_name="proposedact",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Waiting for another moderator"),
                    ("done", "Confirmed and done"),
                    ("declined", "Declined"),
                    ("lapsed", "Lapsed: somebody has decided otherwise, or the post has changed"),
                    ("withdrawn", "Withdrawn by the moderator who proposed it"),
                ],
                default="open",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("action__isnull", True), ("state", "open")),
                fields=("post", "kind"),
                name="proposed_act_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("held", "kind"),
                name="proposed_act_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("anonymous_issue", "kind"),
                name="proposed_act_once_anonymous",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("action",),
                name="proposed_act_once_undone",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("anonymous_issue__isnull", True),
                        ("held__isnull", True),
                        ("post__isnull", False),
                    ),
                    models.Q(
                        ("anonymous_issue__isnull", True),
                        ("held__isnull", False),
                        ("post__isnull", True),
                    ),
                    models.Q(
                        ("anonymous_issue__isnull", False),
                        ("held__isnull", True),
                        ("post__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="proposed_act_has_one_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action__isnull", False), ("kind", "undo")),
                    models.Q(models.Q(("kind", "undo"), _negated=True), ("action__isnull", True)),
                    _connector="OR",
                ),
                name="proposed_act_undoes",
            ),
        ),
    ]
