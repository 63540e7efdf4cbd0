"""Store acts that one moderator proposes and another decides; log who proposed them.

The database goes on refusing to change, delete or truncate the moderation log: only the people may
be removed from an entry, as the erasure of an account does.

On SQLite, a later migration that alters the table makes it anew, without its triggers: it has to
end with these operations. A test looks for the triggers.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

_TABLE = "forum_moderationaction"
_COLUMNS = (
    *("id", "kind", "post_id", "role", "rule", "reason", "until", "undoes_id", "before"),
    "created_at",
)
_PEOPLE = ("moderator_id", "person_id", "proposer_id")
_MESSAGE = "The moderation log is append-only."


def _sqlite(people):
    same = " AND ".join(
        [f"NEW.{column} IS OLD.{column}" for column in _COLUMNS]
        + [f"(NEW.{column} IS NULL OR NEW.{column} IS OLD.{column})" for column in people]
    )
    return [
        f"CREATE TRIGGER {_TABLE}_no_delete BEFORE DELETE ON {_TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
        f"CREATE TRIGGER {_TABLE}_no_update BEFORE UPDATE ON {_TABLE} "
        f"WHEN NOT ({same}) "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
    ]


_SQLITE_REVERSE = [
    f"DROP TRIGGER IF EXISTS {_TABLE}_no_delete",
    f"DROP TRIGGER IF EXISTS {_TABLE}_no_update",
]


def _postgresql(people):
    # JSON has no equality of its own.
    same = " AND ".join(
        [f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in _COLUMNS]
        + [
            f"(NEW.{column} IS NULL OR NEW.{column} IS NOT DISTINCT FROM OLD.{column})"
            for column in people
        ]
    )
    return [
        f"CREATE FUNCTION {_TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{_MESSAGE}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {_TABLE}_no_delete BEFORE DELETE ON {_TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {_TABLE}_refuse()",
        f"CREATE TRIGGER {_TABLE}_no_update BEFORE UPDATE ON {_TABLE} FOR EACH ROW "
        f"WHEN (NOT ({same})) "
        f"EXECUTE FUNCTION {_TABLE}_refuse()",
        f"CREATE TRIGGER {_TABLE}_no_truncate BEFORE TRUNCATE ON {_TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_TABLE}_refuse()",
    ]


_POSTGRESQL_REVERSE = [
    f"DROP TRIGGER IF EXISTS {_TABLE}_no_truncate ON {_TABLE}",
    f"DROP TRIGGER IF EXISTS {_TABLE}_no_delete ON {_TABLE}",
    f"DROP TRIGGER IF EXISTS {_TABLE}_no_update ON {_TABLE}",
    f"DROP FUNCTION IF EXISTS {_TABLE}_refuse()",
]


def _run(schema_editor, sqlite, postgresql):
    statements = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    _run(schema_editor, _SQLITE_REVERSE, _POSTGRESQL_REVERSE)


def protect(apps, schema_editor):
    unprotect(apps, schema_editor)
    _run(schema_editor, _sqlite(_PEOPLE), _postgresql(_PEOPLE))


def protect_without_proposer(apps, schema_editor):
    unprotect(apps, schema_editor)
    _run(schema_editor, _sqlite(_PEOPLE[:2]), _postgresql(_PEOPLE[:2]))


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0021_translate_names_of_partners"),
        ("forum", "0028_merged_threads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(unprotect, protect_without_proposer),
        migrations.CreateModel(
            name="ProposedAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                        ],
                        max_length=12,
                        verbose_name="action",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unkind", "It is unkind, or goes for the person"),
                            ("suspect", "It shows or describes a suspect"),
                            ("accusation", "It accuses somebody"),
                            ("privacy", "It shares other people’s private matters"),
                            ("off_topic", "It is advertising, or off the subject"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                        verbose_name="house rule",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("until", models.DateTimeField(null=True, verbose_name="until")),
                ("body", models.TextField(blank=True, verbose_name="the text that stays")),
                ("details", models.JSONField(blank=True, default=dict)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for another moderator"),
                            ("done", "Confirmed and done"),
                            ("declined", "Declined"),
                            (
                                "lapsed",
                                "Lapsed: somebody has decided otherwise, or the post has changed",
                            ),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
            ],
            options={
                "verbose_name": "proposed act",
                "verbose_name_plural": "proposed acts",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="moderationaction",
            name="moderation_action_has_rule",
        ),
        migrations.AddField(
            model_name="moderationaction",
            name="proposer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rule", ""), _negated=True),
                    ("kind__in", ["restore", "unlock", "pin", "unpin", "merge", "lift", "undo"]),
                    _connector="OR",
                ),
                name="moderation_action_has_rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposer__isnull", True),
                    ("moderator__isnull", True),
                    models.Q(("moderator", models.F("proposer")), _negated=True),
                    _connector="OR",
                ),
                name="moderation_action_by_another",
            ),
        ),
        migrations.AddField(
            model_name="proposedact",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proposedact",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.partner"
            ),
        ),
        migrations.AddField(
            model_name="proposedact",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposed_acts",
                to="forum.post",
            ),
        ),
        migrations.AddField(
            model_name="proposedact",
            name="proposer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="proposed_acts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="proposedact",
            index=models.Index(fields=["state", "created_at"], name="proposed_act_by_age"),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("post", "kind"),
                name="proposed_act_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="proposed_act_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposer__isnull", True),
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposer")), _negated=True),
                    _connector="OR",
                ),
                name="proposed_act_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="proposed_act_decided_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="proposed_act_declined_with_answer",
            ),
        ),
        migrations.RunPython(protect, unprotect),
    ]
