"""Lists whose JSON PostgreSQL builds: the rows of a hot screen pass through Python as one text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import CursorInvalid, SortKey, decode_cursor, encode_cursor
from digiboost.kernel.text import fold, like_pattern

MAX_WORDS = 8


def json_object(fields: Mapping[str, str]) -> str:
    """``json_build_object`` over name -> SQL expression."""
    pairs = ", ".join(f"'{name}', {value}" for name, value in fields.items())
    return f"json_build_object({pairs})"


def quantity(column: str) -> str:
    """A column of thousandths as a JSON number: 1500 -> 1.5, 2000 -> 2."""
    return f"trim_scale({column}::numeric / 1000)"


def search_words(text: str) -> list[str]:
    """LIKE patterns, one for each word: all must be found, in whatever order."""
    return [like_pattern(word) for word in fold(text.replace("\x00", " ")).split()[:MAX_WORDS]]


def json_page(
    tx: Tx,
    source: str,
    params: Sequence[Any],
    *,
    fields: Mapping[str, str],
    sort: str,
    key: SortKey,
    unique: str,
    cursor: str | None,
    limit: int,
    joined: str = "",
) -> bytes:
    """One page of ``{"items": [...], "next_cursor": ...}``.

    ``source`` is ``FROM ... WHERE ...`` with positional ``params``; ``unique`` a uuid column. ``joined`` is for
    a source of one table: joins to it, under its alias, that are made for the rows of the page alone (a search
    finds many). Raises CursorInvalid for a cursor that is not of this list and sorting.
    """
    given = list(params)
    seen = decode_cursor(cursor, sort, 2)
    if seen is not None:
        given += typed_key(seen, key.sql_type)
        source = f"{source} AND {key.after(unique)}"
    order = f"ORDER BY {key.order_by(unique)} LIMIT {limit + 1:d}"
    if joined:
        alias = unique.partition(".")[0]
        source = f"FROM (SELECT {alias}.* {source} {order}) {alias} {joined}"
    # The limit is part of the statement: a plan that is made once would take an unknown one for a tenth of all.
    found = tx.row(
        f"SELECT coalesce(json_agg(item ORDER BY n) FILTER (WHERE n <= {limit:d}), '[]')::text AS items,"
        f" count(*) AS found, max(sorted) FILTER (WHERE n = {limit:d}) AS last,"
        f" max(id) FILTER (WHERE n = {limit:d}) AS last_id FROM"
        f" (SELECT row_number() OVER () AS n, item, sorted, id FROM (SELECT {json_object(fields)} AS item,"
        f" {key.column}::text AS sorted, {unique}::text AS id {source} {order}) p) q",
        given,
    )
    if found is None:
        raise RuntimeError("an aggregate has one row")
    following = "null"
    if found["found"] > limit:
        # A cursor is base64: nothing in it needs escaping.
        following = '"' + encode_cursor(sort, [found["last"], found["last_id"]]) + '"'
    items = found["items"]
    return f'{{"items":{items},"next_cursor":{following}}}'.encode()


def json_row(tx: Tx, source: str, params: Sequence[Any], fields: Mapping[str, str]) -> bytes | None:
    """One object, or None when no row is found."""
    text = tx.value(f"SELECT {json_object(fields)}::text {source}", params)
    return None if text is None else str(text).encode()


def typed_key(seen: list[Any], sql_type: str) -> list[Any]:
    value, unique = seen
    try:
        if sql_type == "bigint":
            value = int(value)
        elif sql_type == "timestamptz":
            value = datetime.fromisoformat(value)
        elif sql_type == "date":
            # PostgreSQL's last day of all is one too: what has no date comes last.
            value = value if value == "infinity" else date.fromisoformat(value)
        elif not isinstance(value, str):
            raise CursorInvalid
        return [value, UUID(unique)]
    except (ValueError, TypeError, AttributeError) as error:
        raise CursorInvalid from error
