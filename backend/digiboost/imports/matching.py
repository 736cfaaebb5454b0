"""Which product, customer, supplier or category a file means.

A file names thousands of lines but few things: the distinct names are matched here, in memory, and go back to
the database as a small table that the set-wise statements join.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from digiboost.imports import repository
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold


@dataclass
class Named:
    """One thing as the file names it: by a code of the file's own, or by a name alone."""

    code: str
    name: str
    code_given: bool
    name_given: bool
    id: UUID | None = None
    is_new: bool = False


@dataclass
class Matches:
    """``by_key``: the file's key (its code) -> the thing, matched or new."""

    by_key: dict[str, Named] = field(default_factory=dict)

    @property
    def new(self) -> list[Named]:
        return [named for named in self.by_key.values() if named.is_new]

    @property
    def unknown(self) -> list[str]:
        return [key for key, named in self.by_key.items() if named.id is None]


def match_products(tx: Tx, named: Iterable[Named], *, create_missing: bool) -> Matches:
    """By code when the file gives codes, by name without case and accents when it does not."""
    known = repository.product_names(tx)
    by_code = {row["code"]: row["id"] for row in known}
    by_name: dict[str, UUID] = {}
    for row in known:
        by_name.setdefault(row["name_key"], row["id"])
    return _match(named, by_code, by_name, create_missing=create_missing)


def match_suppliers(tx: Tx, named: Iterable[Named], *, create_missing: bool) -> Matches:
    known = repository.supplier_names(tx)
    by_code = {row["code"]: row["id"] for row in known}
    by_name = {fold(row["name"]): row["id"] for row in reversed(known)}
    return _match(named, by_code, by_name, create_missing=create_missing)


def match_categories(tx: Tx, names: Iterable[str]) -> Matches:
    by_name = {row["name_key"]: row["id"] for row in repository.category_names(tx)}
    return _match(_by_name(names), {}, by_name, create_missing=True)


def match_supplier_names(tx: Tx, names: Iterable[str]) -> Matches:
    return match_suppliers(tx, _by_name(names), create_missing=True)


def match_customers(tx: Tx, names: Iterable[str], *, create_missing: bool) -> Matches:
    """A customer is named by a code (digits) or by a name; either may be what the file writes."""
    known = repository.customer_names(tx)
    by_code = {row["code"]: row["id"] for row in known if row["code"] is not None}
    by_name: dict[str, UUID] = {}
    for row in known:
        by_name.setdefault(row["name_key"], row["id"])
    named = [Named(name, name, code_given=name.isdigit(), name_given=True) for name in names]
    return _match(named, by_code, by_name, create_missing=create_missing)


def _by_name(names: Iterable[str]) -> list[Named]:
    return [Named(name, name, code_given=False, name_given=True) for name in names]


def _match(
    wanted: Iterable[Named], by_code: dict[str, UUID], by_name: dict[str, UUID], *, create_missing: bool
) -> Matches:
    matches = Matches()
    fresh: dict[str, UUID] = {}
    for named in wanted:
        key = fold(named.name)
        if named.code_given:
            named.id = by_code.get(named.code)
        else:
            named.id = by_name.get(key) or by_code.get(named.code)
        if named.id is None and create_missing:
            # Two spellings of one name in the same file are one thing.
            same = named.code if named.code_given else f"\x00{key}"
            named.is_new = same not in fresh
            named.id = fresh.setdefault(same, new_id())
        matches.by_key[named.code] = named
    return matches


def best_names(rows: Iterable[dict[str, Any]]) -> list[Named]:
    """One ``Named`` a code, from rows (code, name, code_given, name_given, lines): the name that most lines
    give, a given one before one that only repeats the code."""
    best: dict[str, tuple[tuple[bool, int], Named]] = {}
    for row in rows:
        rank = (row["name_given"], row["lines"])
        found = best.get(row["code"])
        if found is None or rank > found[0]:
            best[row["code"]] = (
                rank,
                Named(row["code"], row["name"], code_given=row["code_given"], name_given=row["name_given"]),
            )
    return [named for _, named in best.values()]
