"""Bulk loads: rows are copied into a temporary table and transformed by SQL from there.

COPY into a table under row-level security is refused, and a row-wise insert takes ten times as long. Every
bulk insert of the rooms starts here, so that another way (multi-row VALUES on a distributed PostgreSQL) is
one place to change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from psycopg.types.json import Jsonb

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.text import fold

_CHUNK = 1 << 18
_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")


def temp_name(name: str) -> str:
    """``name`` when it is a plain lower-case identifier. Raises ValueError otherwise: it enters SQL as it is."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"no name for a temporary table: {name!r}")
    return name


def copy_into_temp(
    tx: Tx, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]] | BinaryIO | None
) -> int:
    """Creates the temporary table ``name`` (column -> SQL type), which lives until the transaction ends, and
    fills it; the number of rows.

    ``rows`` are sequences in the order of ``columns``, or an open binary file in COPY's text format, or None
    for an empty table.
    """
    temp_name(name)
    body = ", ".join(f"{temp_name(column)} {kind}" for column, kind in columns.items())
    tx.run(f"CREATE TEMPORARY TABLE {name} ({body}) ON COMMIT DROP")
    if rows is None:
        return 0
    with (
        tx.connection.cursor() as cursor,
        cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        if isinstance(rows, Iterable) and not hasattr(rows, "read"):
            for row in rows:
                copy.write_row(row)
        else:
            while chunk := rows.read(_CHUNK):
                copy.write(chunk)
    count = max(cursor.rowcount, 0)
    tx.run(f"ANALYZE {name}")
    return count


def insert_rows(tx: Tx, table: str, rows: Sequence[Mapping[str, Any]]) -> int:
    """Adds ``rows`` (column -> value; a column that a row misses is null) to a tenant table, set-wise; how many.

    Lists and mappings are stored as JSON. The tenant is the transaction's.
    """
    if not rows:
        return 0
    columns = [temp_name(column) for column in dict.fromkeys(column for row in rows for column in row)]
    staging = f"new_{temp_name(table)}"
    names = ", ".join(columns)
    tx.run(f"CREATE TEMPORARY TABLE {staging} ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")
    with tx.connection.cursor() as cursor, cursor.copy(f"COPY {staging} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_stored(row.get(column)) for column in columns])
    added = tx.run(f"INSERT INTO {table} (tenant_id, {names}) SELECT %s, {names} FROM {staging}", (tx.tenant_id,))
    tx.run(f"DROP TABLE {staging}")
    return added


def _stored(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value


def fold_names(tx: Tx, staging: str, *columns: str) -> str:
    """The distinct texts of these columns with their folded form, as a temporary table
    ``<staging>_folded (plain text, folded text)``; its name. PostgreSQL has no fold of its own that agrees
    with the one that searches use."""
    name = f"{temp_name(staging)}_folded"
    union = " UNION ".join(
        f"SELECT {temp_name(column)} FROM {staging} WHERE {column} IS NOT NULL" for column in columns
    )
    with tx.connection.cursor() as cursor:
        texts = [row[0] for row in cursor.execute(union)]
    tx.run(f"DROP TABLE IF EXISTS pg_temp.{name}")
    copy_into_temp(tx, name, {"plain": "text PRIMARY KEY", "folded": "text"}, ((text, fold(text)) for text in texts))
    return name


def unreferenced(tx: Tx, table: str, alias: str, *, ignoring: Sequence[str] = ()) -> str:
    """An SQL condition on ``alias`` (a row of ``table``): no other row refers to it by a foreign key.

    Read from the catalogue, so that a room can ask whether its row is in use without knowing who stands
    above it. ``ignoring`` names tables whose references the caller removes itself.
    """
    found = tx.rows(
        "SELECT child.relname AS child, (SELECT array_agg(a.attname ORDER BY k.position) FROM"
        " unnest(c.conkey) WITH ORDINALITY AS k (number, position) JOIN pg_attribute a ON a.attrelid = c.conrelid"
        " AND a.attnum = k.number) AS here, (SELECT array_agg(a.attname ORDER BY k.position) FROM"
        " unnest(c.confkey) WITH ORDINALITY AS k (number, position) JOIN pg_attribute a ON a.attrelid = c.confrelid"
        " AND a.attnum = k.number) AS there FROM pg_constraint c JOIN pg_class child ON child.oid = c.conrelid"
        " WHERE c.contype = 'f' AND c.confrelid = %s::regclass ORDER BY c.conname",
        (table,),
    )
    conditions = ["true"]
    for row in found:
        if row["child"] in ignoring:
            continue
        join = " AND ".join(
            f"referrer.{here} = {alias}.{there}" for here, there in zip(row["here"], row["there"], strict=True)
        )
        conditions.append(f"NOT EXISTS (SELECT FROM {row['child']} referrer WHERE {join})")
    return " AND ".join(conditions)
