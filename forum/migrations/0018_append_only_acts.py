"""Let the database refuse to change, delete or truncate the moderation log, as it is now.

Only the moderator and the person concerned may be removed from an entry: that is what the erasure
of an account does.

On SQLite, a later migration that alters the table makes it anew, without its triggers: it has to
end with these operations. A test looks for the triggers.
"""

from django.db import migrations

_TABLE = "forum_moderationaction"
_COLUMNS = (
    *("id", "kind", "post_id", "role", "rule", "reason", "until", "undoes_id", "before"),
    "created_at",
)
_PEOPLE = ("moderator_id", "person_id")
_MESSAGE = "The moderation log is append-only."

_SQLITE_SAME = " AND ".join(
    [f"NEW.{column} IS OLD.{column}" for column in _COLUMNS]
    + [f"(NEW.{column} IS NULL OR NEW.{column} IS OLD.{column})" for column in _PEOPLE]
)
_SQLITE = [
    f"CREATE TRIGGER {_TABLE}_no_delete BEFORE DELETE ON {_TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
    f"CREATE TRIGGER {_TABLE}_no_update BEFORE UPDATE ON {_TABLE} "
    f"WHEN NOT ({_SQLITE_SAME}) "
    f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
]
_SQLITE_REVERSE = [
    f"DROP TRIGGER IF EXISTS {_TABLE}_no_delete",
    f"DROP TRIGGER IF EXISTS {_TABLE}_no_update",
]

# JSON has no equality of its own.
_POSTGRESQL_SAME = " AND ".join(
    [f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in _COLUMNS]
    + [
        f"(NEW.{column} IS NULL OR NEW.{column} IS NOT DISTINCT FROM OLD.{column})"
        for column in _PEOPLE
    ]
)
_POSTGRESQL = [
    f"CREATE FUNCTION {_TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER {_TABLE}_no_delete BEFORE DELETE ON {_TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {_TABLE}_refuse()",
    f"CREATE TRIGGER {_TABLE}_no_update BEFORE UPDATE ON {_TABLE} FOR EACH ROW "
    f"WHEN (NOT ({_POSTGRESQL_SAME})) "
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


def _run(apps, schema_editor, sqlite, postgresql):
    statements = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement)


def protect(apps, schema_editor):
    # Those of 0009 stand on PostgreSQL; on SQLite, altering the table has dropped them.
    unprotect(apps, schema_editor)
    _run(apps, schema_editor, _SQLITE, _POSTGRESQL)


def unprotect(apps, schema_editor):
    _run(apps, schema_editor, _SQLITE_REVERSE, _POSTGRESQL_REVERSE)


class Migration(migrations.Migration):
    dependencies = [("forum", "0017_moderation_acts")]

    operations = [migrations.RunPython(protect, unprotect)]
