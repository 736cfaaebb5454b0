"""Pages of the stock in detail, each read in the order of an index where its sort has one.

Under row-level security an index gives an order for a plain column alone. A sort whose key may be missing (no date of a
stock-out, no revenue) is therefore read in two parts: first the rows that have it, in the order of its index, then the
others. A page whose rows the first part holds never asks for the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from digiboost.kernel.db.statement import LongStatement
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.json_lists import json_object, typed_key
from digiboost.kernel.http.pagination import decode_cursor, encode_cursor

_TABLES = {"l": "stock_levels l", "p": "products p", "o": "product_outlooks o", "k": "product_standings k"}
_JOINS = {
    "l": f"JOIN {_TABLES['l']} ON l.tenant_id = %(tenant)s AND l.product_id = {{0}}",
    "p": f"JOIN {_TABLES['p']} ON p.tenant_id = %(tenant)s AND p.id = {{0}}",
    "o": f"LEFT JOIN {_TABLES['o']} ON o.tenant_id = %(tenant)s AND o.product_id = {{0}}",
    "k": f"LEFT JOIN {_TABLES['k']} ON k.tenant_id = %(tenant)s AND k.product_id = {{0}}",
}
_LEVEL_OF = "stock_levels l WHERE l.tenant_id = %(tenant)s AND l.product_id = {0}"


def one_each(alias: str, source: str, *, always: bool = True) -> str:
    """A join to the one row of ``source`` (``table alias WHERE ...``) that belongs to each row before it; ``always``
    says that there is one.

    A plan that is made once knows neither how large the company is nor how few rows a page has, and would rather read
    a table as a whole. OFFSET 0 keeps it from doing so: each row is looked up, in the order of those before it.
    """
    return f" {'' if always else 'LEFT '}JOIN LATERAL (SELECT {alias}.* FROM {source} OFFSET 0) {alias} ON true"


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the products in the order of ``key``, an expression that is never null among them; ``base`` is the table
    that is read first, ``needs`` what the key and the ``condition`` are said of besides."""

    base: str
    key: str
    sql_type: str
    condition: str = ""
    needs: frozenset[str] = frozenset()

    @property
    def unique(self) -> str:
        return f"{self.base}.{'id' if self.base == 'p' else 'product_id'}"


_LAST_DAY = "'9999-12-31'::date"
_LONG_AGO = "'1970-01-01 00:00:00+00'::timestamptz"
_DATED = Part("o", "o.stock_out_on", "date", "o.stock_out_on IS NOT NULL")
# What has no date is last, whatever the reason.
_UNDATED = Part("l", _LAST_DAY, "date", "o.stock_out_on IS NULL", frozenset("o"))
_EARNING = Part("k", "k.revenue", "bigint", "k.revenue > 0")
_NOT_EARNING = Part("l", "coalesce(k.revenue, 0)", "bigint", "coalesce(k.revenue, 0) <= 0", frozenset("k"))
_COVERAGE = Part(
    "l", "coalesce(greatest(l.on_hand, 0) / nullif(o.daily, 0), 1e15)", "float8", needs=frozenset("o")
)  # fmt: skip
_LAST_SALE = Part("l", f"coalesce(l.last_sale_at, {_LONG_AGO})", "timestamptz")
PARTS: dict[str, tuple[Part, ...]] = {
    "name": (Part("p", "p.name_key", "text"),),
    "on_hand": (Part("l", "l.on_hand", "bigint"),),
    "value": (Part("l", "l.value", "bigint"),),
    "coverage": (_COVERAGE,),
    "stock_out": (_DATED, _UNDATED),
    "revenue": (Part("l", "coalesce(k.revenue, 0)", "bigint", needs=frozenset("k")),),
    "-revenue": (_EARNING, _NOT_EARNING),
    "last_sale": (_LAST_SALE,),
}
"""By the name of a sort; one that begins with ``-`` and is not here is its opposite."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions over the tables ``l``, ``p``, ``o`` and ``k`` with named parameters, each begun with AND, and which
    of the tables they are said of."""

    conditions: str
    needs: frozenset[str]


EVERYTHING = Filters("", frozenset())


def source_of(part: Part, filters: Filters) -> str:
    """FROM and WHERE of the products of a part that the filters let through. Where filters leave few of many, the
    planner may begin with them."""
    base = part.base
    needed = ({"l"} | part.needs | filters.needs) - {base}
    joins = {one: _JOINS[one] for one in ("l", "p", "o", "k") if one in needed}
    if filters == EVERYTHING and needed == {"l"}:
        joins["l"] = one_each("l", _LEVEL_OF)
    own = f" AND {part.condition}" if part.condition else ""
    return (
        f"FROM {_TABLES[base]} {' '.join(joins.values()).format(part.unique)} WHERE {base}.tenant_id = %(tenant)s"
        f" AND l.status <> 'inactive'{own}{filters.conditions}"
    )


@lru_cache(maxsize=256)
def _statement(
    part: Part, filters: Filters, descending: bool, behind: bool, limit: int, fields: tuple[tuple[str, str], ...],
    joined: str, before: str, beside: tuple[tuple[str, str], ...],
) -> LongStatement:  # fmt: skip
    """``behind`` a key and an id, ``limit`` rows and whether another one follows."""
    way, sign = ("DESC", "<") if descending else ("ASC", ">")
    source = source_of(part, filters)
    if behind:
        source += f" AND ({part.key}, {part.unique}) {sign} (%(key)s::{part.sql_type}, %(id)s::uuid)"
    # The limit is part of the statement: a plan that is made once would take an unknown one for a tenth of all.
    page = (
        f"SELECT {part.key} AS sorted, {part.unique} AS id {source}"
        f" ORDER BY {part.key} {way}, {part.unique} {way} LIMIT {limit + 1:d}"
    )
    more = "".join(f", {value} AS {name}" for name, value in beside)
    return LongStatement(
        f"WITH page AS MATERIALIZED (SELECT x.*, row_number() OVER () AS n FROM ({page}) x), {before}"
        f" SELECT coalesce(json_agg(item ORDER BY n) FILTER (WHERE n <= {limit:d}), '[]')::text AS items,"
        f" count(*) AS found, max(sorted) FILTER (WHERE n = {limit:d}) AS last,"
        f" max(id) FILTER (WHERE n = {limit:d}) AS last_id{more} FROM (SELECT y.n, y.sorted::text AS sorted,"
        f" y.id::text AS id, {json_object(dict(fields))} AS item FROM page y{joined}) z"
    )


@dataclass(frozen=True, slots=True)
class Page:
    """``items`` is a JSON array, ``following`` the cursor of the next page."""

    items: str
    following: str | None
    beside: dict[str, Any]


def page_of_products(
    tx: Tx,
    sort: str,
    filters: Filters,
    given: Mapping[str, Any],
    *,
    fields: Mapping[str, str],
    joined: str,
    before: str,
    beside: Mapping[str, str],
    cursor: str | None,
    limit: int,
) -> Page:
    """``fields`` are said of what is ``joined`` to the
    rows ``y`` of the page by their ``y.id``; ``before`` are common table expressions that it and ``beside`` name,
    values that are asked for in the same round trip.

    Raises CursorInvalid for a cursor that is not of this sorting.
    """
    parts = PARTS.get(sort) or PARTS[sort.removeprefix("-")]
    descending = sort.startswith("-")
    behind = decode_cursor(cursor, sort, 2)
    values = {**given, "tenant": tx.tenant_id}
    if behind is not None:
        values["key"], values["id"] = typed_key(behind, parts[0].sql_type)
    wanted, texts, last, at_hand = limit, list[str](), None, dict[str, Any]()
    for part in parts:
        asked = () if at_hand else tuple(beside.items())
        statement = _statement(
            part, filters, descending, behind is not None, wanted, tuple(fields.items()), joined, before, asked
        )
        found = statement.row(tx, values)
        if found is None:
            raise RuntimeError("an aggregate has one row")
        at_hand = at_hand or {name: found[name] for name in beside}
        if len(found["items"]) > 2:
            texts.append(found["items"][1:-1])
        if found["found"] > wanted:
            seen = [found["last"], found["last_id"]] if wanted else last
            return Page(f"[{','.join(texts)}]", encode_cursor(sort, list(seen or ())), at_hand)
        if found["found"] == wanted:
            last = [found["last"], found["last_id"]]
        wanted -= found["found"]
    return Page(f"[{','.join(texts)}]", None, at_hand)
