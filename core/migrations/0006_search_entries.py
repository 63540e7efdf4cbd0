"""The site's search index: its entries, and the full-text index of each database."""

from django.db import migrations, models

import core.tokens_field

_TABLE = "core_searchentry"
_INDEX = f"{_TABLE}_fts"
# SQLite's FTS5 keeps no copy of the tokens: it reads them from the entries, and triggers tell it of
# each change. Tokens are whole words of ASCII, of which it needs no positions.
# ruff: noqa: S608 (all names are constants)
_SQLITE = (
    f"CREATE VIRTUAL TABLE {_INDEX} USING fts5(tokens, content='{_TABLE}', content_rowid='id', "
    "tokenize='ascii', detail='none')",
    f"CREATE TRIGGER {_TABLE}_inserted AFTER INSERT ON {_TABLE} BEGIN "
    f"INSERT INTO {_INDEX}(rowid, tokens) VALUES (new.id, new.tokens); END",
    f"CREATE TRIGGER {_TABLE}_deleted AFTER DELETE ON {_TABLE} BEGIN "
    f"INSERT INTO {_INDEX}({_INDEX}, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    f"CREATE TRIGGER {_TABLE}_updated AFTER UPDATE OF tokens ON {_TABLE} "
    "WHEN old.tokens <> new.tokens BEGIN "
    f"INSERT INTO {_INDEX}({_INDEX}, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
    f"INSERT INTO {_INDEX}(rowid, tokens) VALUES (new.id, new.tokens); END",
)
# PostgreSQL adds the region of each entry to its tokens: its number without the last bits. New
# entries go into the index at once; in its list of pending ones each search would read them all.
_POSTGRESQL = (
    f"CREATE FUNCTION {_TABLE}_add_regions() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "NEW.tokens := NEW.tokens || array_to_tsvector("
    "ARRAY['b' || (NEW.id >> 9), 'c' || (NEW.id >> 13)]); RETURN NEW; END $$",
    f"CREATE TRIGGER {_TABLE}_regions BEFORE INSERT OR UPDATE OF tokens ON {_TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {_TABLE}_add_regions()",
    f"CREATE INDEX search_entry_tokens ON {_TABLE} USING gin (tokens) WITH (fastupdate = off)",
)


def make_full_text_index(_apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _POSTGRESQL if is_postgresql else _SQLITE:
        schema_editor.execute(statement)


def drop_full_text_index(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {_TABLE}_regions ON {_TABLE}")
        schema_editor.execute(f"DROP FUNCTION {_TABLE}_add_regions()")
    else:
        schema_editor.execute(f"DROP TABLE {_INDEX}")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_reword_labels"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(max_length=100)),
                ("object_id", models.PositiveBigIntegerField()),
                ("title", models.CharField(max_length=255)),
                ("language", models.CharField(max_length=16)),
                ("event_key", models.CharField(blank=True, max_length=36)),
                ("active_at", models.DateTimeField(null=True)),
                ("tokens", core.tokens_field.TokensField()),
                ("indexed_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("model", "object_id"), name="search_entry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("written", models.CharField(blank=True, max_length=64)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(make_full_text_index, drop_full_text_index),
    ]
