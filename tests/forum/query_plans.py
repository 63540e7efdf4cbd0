"""The plan that a database makes for a list, where it can only choose one index."""

from django.db import connection
from django.db.models import QuerySet


def plan(rows: QuerySet, index: str) -> str:
    """The plan for the first 20 of ``rows``, which must not be sorted.

    With the few rows of a test all ways cost the same, and PostgreSQL's statistics decide by
    chance. So it may neither read a whole table nor choose an index but ``index``.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            table = rows.model._meta.db_table
            for name, about in connection.introspection.get_constraints(cursor, table).items():
                is_plain = about["index"] and not about["primary_key"] and not about["unique"]
                if is_plain and name != index:
                    cursor.execute(f'DROP INDEX "{name}"')
    found = rows[:20].explain()
    # Those of the whole query; what is sorted within a row is short.
    if connection.vendor == "postgresql":
        assert "Sort" not in found.splitlines()[1], found
    else:
        assert " 0 0 USE TEMP B-TREE FOR ORDER BY" not in found, found
    return found
