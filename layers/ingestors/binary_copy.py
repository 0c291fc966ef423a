"""Write arrays into tables, and read numbers back, in PostgreSQL's binary COPY format.

Rows are laid out by numpy for a whole batch at once, so nothing is formatted or parsed row by
row on either side. Format: PostgreSQL 15 manual, COPY, "Binary Format".
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray
from psycopg import sql

Integers = NDArray[np.int64]

_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END: Final = b"\xff\xff"
_PIECE: Final = 1 << 24  # Bytes handed over at once.

_POINT_4326: Final = np.dtype(
    [("order", "u1"), ("type", "<u4"), ("srid", "<u4"), ("lng", "<f8"), ("lat", "<f8")]
)
_POINT_WITH_SRID: Final = 0x20000001  # PostGIS EWKB: a point, and a flag that an SRID follows.

INT8: Final = ">i8"
INT4: Final = ">i4"
INT2: Final = ">i2"

Column = tuple[str | np.dtype[Any], NDArray[Any]]


def packed(columns: Sequence[Column]) -> bytes:
    """Return rows in binary COPY format, from the type and values of each column.

    Every value of a column must have the same number of bytes; see :func:`packed_with_text`.
    """
    parts: list[tuple[str, Any]] = [("columns", INT2)]
    for at, (kind, _) in enumerate(columns):
        parts += [(f"size{at}", INT4), (f"value{at}", kind)]
    rows = np.empty(len(columns[0][1]), dtype=parts)
    rows["columns"] = len(columns)
    for at, (kind, values) in enumerate(columns):
        rows[f"size{at}"] = np.dtype(kind).itemsize
        rows[f"value{at}"] = values
    return rows.tobytes()


def packed_with_text(columns: Sequence[Column], text: NDArray[np.bytes_]) -> Iterable[bytes]:
    """Yield rows in binary COPY format whose last column is text, those of one length together."""
    lengths = np.strings.str_len(text)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        chosen = [(kind, values[rows]) for kind, values in columns]
        yield packed([*chosen, (f"V{length}", _exactly(text[rows], length))])


def _exactly(text: NDArray[np.bytes_], length: int) -> NDArray[np.void]:
    if length == 0:
        return np.empty(len(text), dtype="V0")
    wide = text.astype(f"S{length}").view(np.uint8).reshape(len(text), -1)
    return wide.view(f"V{length}").reshape(-1)


def points(lng: NDArray[np.float64], lat: NDArray[np.float64]) -> Column:
    """Return a geometry column of points (EPSG:4326)."""
    values = np.empty(len(lng), dtype=_POINT_4326)
    values["order"], values["type"], values["srid"] = 1, _POINT_WITH_SRID, 4326
    values["lng"], values["lat"] = lng, lat
    return _POINT_4326, values


def write(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[bytes]) -> None:
    """Copy rows into some columns of a table."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    # Joined first: each hand-over waits for its turn among the threads that read and pack.
    content = b"".join([_SIGNATURE, *rows, _END])
    with cursor.copy(statement) as copy:
        for at in range(0, len(content), _PIECE):
            copy.write(content[at : at + _PIECE])


def read_numbers_between(
    cursor: CursorWrapper, table: str, column: str, bounds: tuple[int, int]
) -> Integers:
    """Return a bigint column between bounds, both included, in order.

    Several times as fast as rows would come.
    """
    statement = sql.SQL(
        "COPY (SELECT {column} FROM {table} WHERE {column} BETWEEN {low} AND {high}) "
        "TO STDOUT (FORMAT BINARY)"
    ).format(
        column=sql.Identifier(column),
        table=sql.Identifier(table),
        low=sql.Literal(bounds[0]),
        high=sql.Literal(bounds[1]),
    )
    with cursor.copy(statement) as copy:
        content = b"".join(copy)
    row = np.dtype([("columns", INT2), ("size", INT4), ("value", INT8)])
    count = (len(content) - len(_SIGNATURE) - len(_END)) // row.itemsize
    rows = np.frombuffer(content, dtype=row, count=count, offset=len(_SIGNATURE))
    return np.sort(rows["value"].astype(np.int64))
