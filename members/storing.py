"""Store new rows of several tables in one trip to the database.

`Model.save` compiles its statement anew for every row and waits for each. Where one change writes
several rows, as an accepted report does, that is most of its cost.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, models

_Fields = tuple["models.Field[Any, Any]", ...]


def store(*rows: models.Model) -> None:
    """Insert new rows, in the order given, inside the caller's transaction.

    For rows whose values are plain: keys that the database counts up stay unset, signals are not
    sent. Constraints hold as ever; one that fails takes all the rows with it.
    """
    assert connection.in_atomic_block, "rows that belong together belong to one transaction"
    statements, values = [], []
    for row in rows:
        statement, fields = _insertion(type(row))
        statements.append(statement)
        values += [
            field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields
        ]
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(model: type[models.Model]) -> tuple[str, _Fields]:
    """Return the statement that inserts a row of a model, and the fields that it takes."""
    quote = connection.ops.quote_name
    fields = tuple(
        field
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.AutoField) and not field.generated
    )
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # Names of our own models and columns, quoted; every value goes beside the statement.
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    return insert, fields
