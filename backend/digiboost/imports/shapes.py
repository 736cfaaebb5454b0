"""Rows for the rooms' bulk doors, from what a file named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from digiboost.catalog.service import product_search_text, supplier_search_text
from digiboost.imports.matching import Named
from digiboost.kernel.text import fold


def new_product_rows(named: Iterable[Named], prices: Mapping[str, int]) -> Iterator[tuple[Any, ...]]:
    """Rows of ``catalog.bulk.PRODUCT_COLUMNS`` for products of which only a name and a price are known."""
    for one in named:
        search = product_search_text(one.code, one.name, None)
        yield (
            one.id, one.code, one.name, fold(one.name), search, None, None, None, None, None, None, None,
            prices.get(one.code, 0),
        )  # fmt: skip


def new_customer_rows(named: Iterable[Named]) -> Iterator[tuple[Any, ...]]:
    """Rows of ``customers.bulk.CUSTOMER_COLUMNS``; a name of digits alone is the file's code."""
    for one in named:
        code = one.code if one.code_given else None
        yield (one.id, code, one.name, fold(one.name), fold(one.name), None, None)


def new_category_rows(named: Iterable[Named]) -> Iterator[tuple[Any, ...]]:
    for one in named:
        yield (one.id, one.name, fold(one.name))


def new_supplier_name_rows(named: Iterable[Named], taken: set[str]) -> Iterator[tuple[Any, ...]]:
    """Rows of ``catalog.bulk.SUPPLIER_COLUMNS`` for suppliers of which only the name is known."""
    for one in named:
        code = free_code(fold(one.name).upper().replace(" ", "-")[:20] or "F", taken)
        search = supplier_search_text({"code": code, "name": one.name, "contact_name": None, "phone": None})
        yield (one.id, code, one.name, search, None, None, None, None, None)


def free_code(wanted: str, taken: set[str]) -> str:
    """``wanted``, or with a number behind it when that is taken; marks it as taken."""
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}-{number}", number + 1
    taken.add(code)
    return code
