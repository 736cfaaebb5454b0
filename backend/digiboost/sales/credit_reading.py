"""Accounts page by page, as finished JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.json_lists import json_page, json_row, search_words
from digiboost.kernel.http.pagination import SortKey
from digiboost.sales import repository
from digiboost.sales.credit_repository import ACCOUNT, FEED_JOIN, LATE
from digiboost.sales.types import AccountSort

# Nobody without anything open is found before those who have: their day is the end of time.
_DUE = "coalesce(a.oldest_due, 'infinity'::date)"
_SORTS = {
    AccountSort.BALANCE: SortKey("a.balance", "bigint", descending=False),
    AccountSort.LARGEST: SortKey("a.balance", "bigint", descending=True),
    AccountSort.OLDEST_DUE: SortKey(_DUE, "date", descending=False),
    AccountSort.NEWEST_DUE: SortKey(_DUE, "date", descending=True),
    AccountSort.NAME: SortKey("c.name_key", "text", descending=False),
    AccountSort.NAME_DESCENDING: SortKey("c.name_key", "text", descending=True),
}
_ENTRY = {
    "id": "e.id",
    "type": "e.type",
    "amount": "e.amount",
    "sale_id": "e.sale_id",
    "sale_number": "s.number",
    "method": "e.method",
    "due_on": "e.due_on",
    "occurred_at": "e.occurred_at",
    "received_at": "e.received_at",
    "day": "e.day",
    "user_id": "e.user_id",
    "note": "r.text",
}


def list_accounts(
    tx: Tx, *, owing: bool, late: bool, search: str | None, sort: AccountSort, limit: int, cursor: str | None
) -> bytes:
    given = {"tenant": tx.tenant_id, "today": day_of(now(), repository.time_zone(tx))}
    where = ["a.tenant_id = %(tenant)s", "c.tenant_id = %(tenant)s"]
    if owing:
        where.append("a.balance > 0")
    if late:
        where.append(LATE)
    source, params = _positional(
        "FROM credit_accounts a JOIN customers c ON c.tenant_id = a.tenant_id AND c.id = a.customer_id"
        f" WHERE {' AND '.join(where)}",
        given,
    )
    words = search_words(search or "")
    if words:
        source += " AND c.search_text LIKE ALL (%s::text[])"
        params.append(words)
    fields, shown = _fields(ACCOUNT, given)
    return json_page(
        tx,
        source,
        [*shown, *params],
        fields=fields,
        sort=sort,
        key=_SORTS[sort],
        unique="c.id",
        cursor=cursor,
        limit=limit,
    )


def read_carnet(tx: Tx, customer_id: UUID, *, limit: int, cursor: str | None) -> bytes:
    """Raises NotFound for an unknown customer."""
    given = {"tenant": tx.tenant_id, "today": day_of(now(), repository.time_zone(tx)), "customer": customer_id}
    fields, shown = _fields(ACCOUNT, given)
    source, params = _positional(
        f"FROM customers c {FEED_JOIN} WHERE c.tenant_id = %(tenant)s AND c.id = %(customer)s", given
    )
    account = json_row(tx, source, [*shown, *params], fields)
    if account is None:
        raise NotFound
    entries = json_page(
        tx,
        "FROM credit_entries e LEFT JOIN sales s ON s.tenant_id = e.tenant_id AND s.id = e.sale_id"
        " LEFT JOIN credit_remarks r ON r.tenant_id = e.tenant_id AND r.entry_id = e.id"
        " WHERE e.tenant_id = %s AND e.customer_id = %s",
        (tx.tenant_id, customer_id),
        fields=_ENTRY,
        sort="-occurred_at",
        key=SortKey("e.occurred_at", "timestamptz", descending=True),
        unique="e.id",
        cursor=cursor,
        limit=limit,
    )
    return b'{"account":' + account + b',"entries":' + entries + b"}"


def _fields(fields: Mapping[str, str], given: Mapping[str, Any]) -> tuple[dict[str, str], list[Any]]:
    positional: dict[str, str] = {}
    params: list[Any] = []
    for name, sql in fields.items():
        positional[name], more = _positional(sql, given)
        params += more
    return positional, params


def _positional(sql: str, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The lists of the kernel take parameters in order: named ones are put in theirs."""
    params: list[Any] = []
    parts = sql.split("%(")
    text = parts[0]
    for part in parts[1:]:
        name, _, rest = part.partition(")s")
        params.append(given[name])
        text += "%s" + rest
    return text, params
