"""Finds what a migration does that fails the code of the release before it, while that still runs.

It looks at operations, not at SQL: those are the same for both databases. django-migration-linter
reads the SQL, and SQLite makes a table anew for most changes, in which it always sees NOT NULL.
"""

from collections.abc import Iterable, Iterator

from django.db import connection, models
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# They change nothing that the other code could notice.
HARMLESS = (
    ops.CreateModel,
    ops.AddIndex,
    ops.RemoveIndex,
    ops.RenameIndex,
    ops.RemoveConstraint,
    ops.AlterConstraint,
    ops.AlterModelOptions,
    ops.AlterModelManagers,
    ops.AlterModelTableComment,
    ops.AlterOrderWithRespectTo,
    ops.RunPython,
)
REFUSED = {
    ops.DeleteModel: "the old code still reads the table",
    ops.RenameModel: "the old code still uses the old name of the table",
    ops.AlterModelTable: "the old code still uses the old name of the table",
    ops.RemoveField: "the old code still reads the column",
    ops.RenameField: "the old code still uses the old name of the column",
    ops.AddConstraint: "the old code may write what it forbids",
    ops.AlterUniqueTogether: "the old code may write what it forbids",
    ops.RunSQL: "nobody but a person can tell what it does",
}


def problems(operations: Iterable[Operation], state: ProjectState, app_label: str) -> Iterator[str]:
    """Yield one line for each unsafe operation. `state` is the one before them; it moves on."""
    created: set[str] = set()
    for operation in operations:
        if isinstance(operation, ops.SeparateDatabaseAndState):
            # Each half begins from the same state.
            yield from problems(operation.database_operations, state.clone(), app_label)
            yield from _problems_of_state(operation.state_operations, state.clone(), app_label)
        elif _model_of(operation) not in created and (
            reason := _reason(operation, state, app_label)
        ):
            yield f"{operation.describe()}: {reason}"
        if isinstance(operation, ops.CreateModel):
            created.add(operation.name_lower)
        operation.state_forwards(app_label, state)


def _model_of(operation: Operation) -> str:
    return getattr(operation, "model_name_lower", getattr(operation, "name_lower", ""))


def _problems_of_state(
    operations: Iterable[Operation], state: ProjectState, app_label: str
) -> Iterator[str]:
    """Columns that only the code forgets must be filled by the database from now on."""
    for operation in operations:
        if isinstance(operation, ops.RemoveField):
            field = _field(state, app_label, operation)
            if not (field.many_to_many or field.null or field.has_db_default()):
                yield f"{operation.describe()}: the new code no longer fills the column"
        operation.state_forwards(app_label, state)


def _field(state: ProjectState, app_label: str, operation: ops.RemoveField) -> models.Field:
    return state.models[app_label, operation.model_name_lower].get_field(operation.name)


def _reason(operation: Operation, state: ProjectState, app_label: str) -> str:
    """Return why it is unsafe; "" if it is not."""
    if isinstance(operation, ops.AddField):
        field = operation.field
        if field.many_to_many or field.null or field.has_db_default():
            return "the old code may write what it forbids" if _forbids_twins(field) else ""
        return "the old code does not fill the column: it must be null or have a db_default"
    if isinstance(operation, ops.AlterField):
        old = state.models[app_label, operation.model_name_lower].get_field(operation.name)
        return _reason_of_change(old, operation.field)
    if isinstance(operation, HARMLESS):
        return ""
    for kind, reason in REFUSED.items():
        if isinstance(operation, kind):
            return reason
    return "it is of a kind that this check does not know"


def _forbids_twins(field: models.Field) -> bool:
    """Return whether rows that the old code adds would be the same in a unique column."""
    return field.unique and field.has_db_default()


def _reason_of_change(old: models.Field, new: models.Field) -> str:
    if old.null and not new.null:
        return "the old code may still write NULL"
    if new.unique and not old.unique:
        return "the old code may write the same value twice"
    if old.has_db_default() and not new.has_db_default():
        return "the old code leaves the value to the database"
    if old.db_column != new.db_column:
        return "the old code still uses the old name of the column"
    if not _takes_what_it_took(old, new):
        return "the column gets another type"
    return ""


def _takes_what_it_took(old: models.Field, new: models.Field) -> bool:
    if old.is_relation or new.is_relation:
        ends = [field.deconstruct()[3].get("to", "") for field in (old, new)]
        return type(old) is type(new) and str(ends[0]).lower() == str(ends[1]).lower()
    types = [field.db_type(connection) for field in (old, new)]
    longer = (new.max_length or 0) >= (old.max_length or 0)
    same_kind = old.get_internal_type() == new.get_internal_type()
    return types[0] == types[1] or (same_kind and old.max_length is not None and longer)
