"""Statements that are too long for psycopg to remember."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from psycopg import RawCursor
from psycopg.rows import dict_row

from digiboost.kernel.db.tx import Tx

_NAMED = re.compile(r"%\((\w+)\)s|%%")


class LongStatement:
    """A statement with ``%(name)s`` parameters, whose placeholders are read once.

    psycopg reads those of a statement of more than 4,096 characters at every call.
    """

    def __init__(self, text: str) -> None:
        names: list[str] = []

        def numbered(found: re.Match[str]) -> str:
            if found[1] is None:
                return "%"
            if found[1] not in names:
                names.append(found[1])
            return f"${names.index(found[1]) + 1}"

        self._text = _NAMED.sub(numbered, text).encode()
        self._names = tuple(names)

    def row(self, tx: Tx, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The first row, or None. Raises KeyError when a parameter is missing."""
        with RawCursor(tx.connection, row_factory=dict_row) as cursor:
            return cursor.execute(self._text, [given[name] for name in self._names]).fetchone()

    def rows(self, tx: Tx, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """All rows. Raises KeyError when a parameter is missing."""
        with RawCursor(tx.connection, row_factory=dict_row) as cursor:
            return cursor.execute(self._text, [given[name] for name in self._names]).fetchall()
