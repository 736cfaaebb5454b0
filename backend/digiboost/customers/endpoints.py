from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from digiboost.customers import repository, service
from digiboost.customers.schemas import CustomerIn, CustomerOut, CustomerPatch
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.json_lists import json_page, json_row, search_words
from digiboost.kernel.http.pagination import Cursor, Limit, Page, Search, SortKey
from digiboost.kernel.http.routing import allow, api_router

router = api_router(tags=["customers"])

Read = Annotated[Tx, allow(Scope.CUSTOMERS_READ)]
Write = Annotated[Tx, allow(Scope.CUSTOMERS_WRITE)]


class CustomerSort(StrEnum):
    NAME = "name"
    NAME_DESCENDING = "-name"


def _customer(tx: Tx, customer_id: UUID) -> bytes:
    found = json_row(
        tx,
        "FROM customers c WHERE c.tenant_id = %s AND c.id = %s AND c.is_active",
        (tx.tenant_id, customer_id),
        repository.CUSTOMER,
    )
    if found is None:
        raise NotFound
    return found


@router.get("/customers", response_model=Page[CustomerOut])
def customers(
    tx: Read,
    search: Search = None,
    sort: CustomerSort = CustomerSort.NAME,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """Found by name, phone or e-mail."""
    return json_page(
        tx,
        "FROM customers c WHERE c.tenant_id = %s AND c.is_active AND c.search_text LIKE ALL (%s::text[])",
        (tx.tenant_id, search_words(search or "")),
        fields=repository.CUSTOMER,
        sort=sort,
        key=SortKey("c.name_key", "text", sort.startswith("-")),
        unique="c.id",
        cursor=cursor,
        limit=limit,
    )


@router.post("/customers", status_code=201, response_model=CustomerOut)
def create_customer(tx: Write, body: CustomerIn) -> bytes:
    return _customer(tx, service.create_customer(tx, body))


@router.get("/customers/{customer_id}", response_model=CustomerOut)
def customer(tx: Read, customer_id: UUID) -> bytes:
    return _customer(tx, customer_id)


@router.patch("/customers/{customer_id}", response_model=CustomerOut)
def edit_customer(tx: Write, customer_id: UUID, body: CustomerPatch) -> bytes:
    service.edit_customer(tx, customer_id, body)
    return _customer(tx, customer_id)


@router.delete("/customers/{customer_id}", status_code=204)
def delete_customer(tx: Write, customer_id: UUID) -> None:
    """Removed; where sales name them, everything personal is erased and the sales stay."""
    service.delete_customer(tx, customer_id)
