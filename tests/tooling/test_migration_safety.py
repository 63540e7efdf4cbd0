"""Migrations after the first release can run while the code of the release before still serves."""

from pathlib import Path

import pytest
from django.db import migrations, models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.tooling.migration_safety import problems
from tests.tooling.test_migrations import MIGRATIONS

LIST = Path(__file__).with_name("checked_migrations.txt")


def listed() -> dict[str, str]:
    """Return the migrations that are not checked, with the reason of each."""
    lines = [line for line in LIST.read_text().splitlines() if line and line[0] != "#"]
    return {name: reason.strip() for name, _space, reason in (x.partition(" ") for x in lines)}


NAMES = {f"{path.parents[1].name}.{path.stem}" for path in MIGRATIONS}


def test_the_list_names_migrations_that_exist():
    assert listed().keys() <= NAMES
    assert all(len(reason) > 2 for reason in listed().values())


# Some migrations of packages ask the database while they are imported.
@pytest.mark.django_db
def test_migrations_after_the_first_release_are_safe_while_the_old_code_runs():
    loader = MigrationLoader(None)
    found = []
    for name in sorted(NAMES - listed().keys()):
        app_label, stem = name.split(".")
        state = loader.graph.make_state(nodes=(app_label, stem), at_end=False)
        operations = loader.get_migration(app_label, stem).operations
        found += [f"{name}: {problem}" for problem in problems(operations, state, app_label)]
    # docs/developers.md, “Migrations while the old code runs”, says what to do instead.
    assert not found, "\n".join(found)


# --- The check itself --------------------------------------------------------------------------


@pytest.fixture
def state():
    state = ProjectState()
    fields = [
        ("id", models.AutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("note", models.CharField(max_length=20, null=True)),
        ("kind", models.CharField(max_length=20, db_default="a")),
        ("number", models.IntegerField()),
    ]
    state.add_model(ModelState("app", "Row", fields))
    return state


def text(**options) -> models.CharField:
    return models.CharField(**{"max_length": 20, **options})


UNIQUE = models.UniqueConstraint(fields=["name"], name="once")


@pytest.mark.parametrize(
    "operation",
    [
        ops.RemoveField("Row", "name"),
        ops.RenameField("Row", "name", "title"),
        ops.DeleteModel("Row"),
        ops.RenameModel("Row", "Line"),
        ops.AlterModelTable("Row", "line"),
        ops.AddField("Row", "more", text()),
        # Django takes the default away again.
        ops.AddField("Row", "more", text(default="")),
        ops.AddField("Row", "more", text(db_default="", unique=True)),
        ops.AddField("Row", "on", models.ForeignKey("app.Row", models.CASCADE)),
        ops.AlterField("Row", "note", text()),
        ops.AlterField("Row", "name", text(max_length=10)),
        ops.AlterField("Row", "name", text(unique=True)),
        ops.AlterField("Row", "name", text(db_column="title")),
        ops.AlterField("Row", "kind", text()),
        ops.AlterField("Row", "number", models.SmallIntegerField()),
        ops.AlterField("Row", "number", models.ForeignKey("app.Row", models.CASCADE)),
        ops.AddConstraint("Row", UNIQUE),
        ops.AlterUniqueTogether("Row", {("name", "kind")}),
        ops.RunSQL("SELECT 1"),
        ops.SeparateDatabaseAndState(database_operations=[ops.RemoveField("Row", "note")]),
        # The new code would no longer fill it.
        ops.SeparateDatabaseAndState(state_operations=[ops.RemoveField("Row", "name")]),
        migrations.operations.base.Operation(),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_fails_the_old_code_is_found(state, operation):
    if type(operation) is ops.base.Operation:
        operation.state_forwards = lambda *arguments: None
    assert len(list(problems([operation], state, "app"))) == 1


@pytest.mark.parametrize(
    "operations",
    [
        [ops.AddField("Row", "more", text(null=True))],
        [ops.AddField("Row", "more", text(db_default=""))],
        [ops.AddField("Row", "others", models.ManyToManyField("app.Row"))],
        [ops.AlterField("Row", "name", text(max_length=40, verbose_name="title"))],
        [ops.AlterField("Row", "name", text(null=True))],
        [ops.AlterField("Row", "number", models.IntegerField(db_default=0))],
        [ops.AddIndex("Row", models.Index(fields=["name"], name="by_name"))],
        [ops.RunPython(ops.RunPython.noop)],
        # The two steps of dropping a column, of which the first is for this release.
        [
            ops.AlterField("Row", "number", models.IntegerField(db_default=0)),
            ops.SeparateDatabaseAndState(state_operations=[ops.RemoveField("Row", "number")]),
        ],
        # A table that nobody knows yet.
        [
            ops.CreateModel("New", [("id", models.AutoField(primary_key=True)), ("a", text())]),
            ops.AddField("New", "b", text(default="")),
            ops.AddConstraint("New", models.UniqueConstraint(fields=["a"], name="a_once")),
        ],
    ],
    ids=lambda operations: operations[-1].describe(),
)
def test_what_the_old_code_does_not_notice_passes(state, operations):
    assert list(problems(operations, state, "app")) == []
