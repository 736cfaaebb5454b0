"""One envelope for every list: ``{"items": [...], "next_cursor": ...}``, paged by key, never by offset."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from digiboost.kernel.errors import DomainError

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=200, description="How many items at the most")]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before")]
Search = Annotated[str | None, Query(max_length=100, description="Words to be found; case and accents do not count")]


class CursorInvalid(DomainError):
    status, code = 422, "cursor_invalid"


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next_cursor: str | None


def encode_cursor(sort: str, values: list[Any]) -> str:
    raw = json.dumps([sort, values], separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, sort: str, length: int) -> list[str] | None:
    """The key of the last row seen. Raises CursorInvalid when it is not of this list and sorting."""
    if cursor is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        made_for, values = json.loads(raw)
        json.dumps(values, ensure_ascii=False).encode()  # a lone surrogate is no text
    except (ValueError, TypeError) as error:
        raise CursorInvalid from error
    if made_for != sort or not isinstance(values, list) or len(values) != length:
        raise CursorInvalid
    if any(type(value) not in (str, int, float) or "\x00" in str(value) for value in values):
        raise CursorInvalid
    # As text: PostgreSQL reads it as the key's own type, or says that it is none.
    return [str(value) for value in values]


@dataclass(frozen=True)
class SortKey:
    """How a sort is done: a column that is never null, its SQL type, and the direction; the row's
    unique id is the second key, in the same direction."""

    column: str
    sql_type: str
    descending: bool

    def order_by(self, unique: str) -> str:
        way = "DESC" if self.descending else "ASC"
        return f"{self.column} {way}, {unique} {way}"

    def after(self, unique: str, unique_type: str = "uuid") -> str:
        """The condition for rows behind the cursor, with two positional parameters."""
        sign = "<" if self.descending else ">"
        return f"({self.column}, {unique}) {sign} (%s::{self.sql_type}, %s::{unique_type})"


def page_of(
    rows: list[dict[str, Any]], limit: int, sort: str, column: str, unique: str = "id"
) -> tuple[list[dict[str, Any]], str | None]:
    """Cuts ``limit + 1`` rows to a page and makes the cursor of the next one."""
    if len(rows) <= limit:
        return rows, None
    rows = rows[:limit]
    return rows, encode_cursor(sort, [rows[-1][column], rows[-1][unique]])
