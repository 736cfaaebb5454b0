"""A transaction of many sales locks first what they will lock, so that nobody waits in a circle.

Everybody takes ids, sales, the products' levels, and then the company's row of sales, which gives the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.sales import repository


def hold(tx: Tx, claims: Iterable[str], sale_ids: Iterable[UUID]) -> set[UUID]:
    """Before the levels: ``claims`` are the ids of what will be recorded (``sale/<id>`` for a sale or a return,
    ``missed_sale/<id>``), ``sale_ids`` what will be returned or cancelled. The products that lie in those."""
    keys, changed = sorted(set(claims)), sorted(set(sale_ids))
    if keys:
        repository.wait_for_ids(tx, keys)
    return set(repository.lock_sales(tx, changed)) if changed else set()


def hold_numbers(tx: Tx) -> None:
    """After the levels, before anything else that sales have in common."""
    repository.lock_numbers(tx)
