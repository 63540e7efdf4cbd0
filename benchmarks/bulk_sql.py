"""Make many rows in the database itself, on both kinds of it."""

from typing import Any

from django.db import connection


def insert(model: Any, columns: dict[str, str], source: str) -> None:
    """Insert a row for each of `source`.

    `columns` are SQL expressions. The others get the default of their field: text, a number or a
    truth value. Those without a default are NULL.
    """
    columns = _defaults(model) | columns
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(columns.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} FROM {source}'  # noqa: S608
        )


def _defaults(model: Any) -> dict[str, str]:
    """Return the SQL of the simple defaults of all columns that must have a value."""
    defaults: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if field.null or field.primary_key:
            continue
        match field.get_default():
            case bool(value):
                defaults[field.column] = str(value).lower()
            case int(value):
                defaults[field.column] = str(value)
            case str(value):
                defaults[field.column] = f"'{value}'"
    return defaults


def numbers(first: int, last: int) -> str:
    """Return the SQL of a table with the numbers `n`."""
    if connection.vendor == "postgresql":
        return f"generate_series({first}, {last}) AS numbers(n)"
    return (
        f"(WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL "  # noqa: S608
        f"SELECT n + 1 FROM numbers WHERE n < {last}) SELECT n FROM numbers) AS numbers"
    )


def json_type() -> str:
    """Return the name of the type of a JSON column."""
    return "jsonb" if connection.vendor == "postgresql" else "text"
