from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.catalog import repository, service
from digiboost.catalog.schemas import CategoryIn, CategoryOut, CategoryPatch, SupplierIn, SupplierOut, SupplierPatch
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.json_lists import json_page, json_row, search_words
from digiboost.kernel.http.pagination import Cursor, Limit, Page, Search, SortKey
from digiboost.kernel.http.routing import allow, api_router

router = api_router()

Read = Annotated[Tx, allow(Scope.CATALOG_READ)]
Write = Annotated[Tx, allow(Scope.CATALOG_WRITE)]


class NameSort(StrEnum):
    NAME = "name"
    NAME_DESCENDING = "-name"


def _category(tx: Tx, category_id: UUID) -> bytes:
    found = json_row(
        tx,
        "FROM categories c WHERE c.tenant_id = %s AND c.id = %s",
        (tx.tenant_id, category_id),
        repository.CATEGORY,
    )
    if found is None:
        raise NotFound
    return found


@router.get("/categories", response_model=Page[CategoryOut], tags=["categories"])
def categories(
    tx: Read, search: Search = None, sort: NameSort = NameSort.NAME, limit: Limit = 50, cursor: Cursor = None
) -> bytes:
    return json_page(
        tx,
        "FROM categories c WHERE c.tenant_id = %s AND c.name_key LIKE ALL (%s::text[])",
        (tx.tenant_id, search_words(search or "")),
        fields=repository.CATEGORY,
        sort=sort,
        key=SortKey("c.name_key", "text", sort.startswith("-")),
        unique="c.id",
        cursor=cursor,
        limit=limit,
    )


@router.post("/categories", status_code=201, response_model=CategoryOut, tags=["categories"])
def create_category(tx: Write, body: CategoryIn) -> bytes:
    return _category(tx, service.create_category(tx, body))


@router.get("/categories/{category_id}", response_model=CategoryOut, tags=["categories"])
def category(tx: Read, category_id: UUID) -> bytes:
    return _category(tx, category_id)


@router.patch("/categories/{category_id}", response_model=CategoryOut, tags=["categories"])
def edit_category(tx: Write, category_id: UUID, body: CategoryPatch) -> bytes:
    service.edit_category(tx, category_id, body)
    return _category(tx, category_id)


@router.delete("/categories/{category_id}", status_code=204, tags=["categories"])
def delete_category(tx: Write, category_id: UUID) -> None:
    """Refused while products are in it."""
    service.delete_category(tx, category_id)


def _supplier(tx: Tx, supplier_id: UUID) -> bytes:
    found = json_row(
        tx,
        "FROM suppliers s WHERE s.tenant_id = %s AND s.id = %s",
        (tx.tenant_id, supplier_id),
        repository.SUPPLIER,
    )
    if found is None:
        raise NotFound
    return found


@router.get("/suppliers", response_model=Page[SupplierOut], tags=["suppliers"])
def suppliers(
    tx: Read,
    search: Search = None,
    active: Annotated[bool | None, Query(description="Only the active ones, or only the others")] = None,
    sort: NameSort = NameSort.NAME,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """Found by code, name, contact or phone."""
    return json_page(
        tx,
        "FROM suppliers s WHERE s.tenant_id = %s AND s.search_text LIKE ALL (%s::text[])"
        " AND (%s::boolean IS NULL OR s.is_active = %s)",
        (tx.tenant_id, search_words(search or ""), active, active),
        fields=repository.SUPPLIER,
        sort=sort,
        key=SortKey("s.search_text", "text", sort.startswith("-")),
        unique="s.id",
        cursor=cursor,
        limit=limit,
    )


@router.post("/suppliers", status_code=201, response_model=SupplierOut, tags=["suppliers"])
def create_supplier(tx: Write, body: SupplierIn) -> bytes:
    return _supplier(tx, service.create_supplier(tx, body))


@router.get("/suppliers/{supplier_id}", response_model=SupplierOut, tags=["suppliers"])
def supplier(tx: Read, supplier_id: UUID) -> bytes:
    return _supplier(tx, supplier_id)


@router.patch("/suppliers/{supplier_id}", response_model=SupplierOut, tags=["suppliers"])
def edit_supplier(tx: Write, supplier_id: UUID, body: SupplierPatch) -> bytes:
    service.edit_supplier(tx, supplier_id, body)
    return _supplier(tx, supplier_id)


@router.delete("/suppliers/{supplier_id}", status_code=204, tags=["suppliers"])
def delete_supplier(tx: Write, supplier_id: UUID) -> None:
    """Removed, or deactivated when products are bought from them."""
    service.delete_supplier(tx, supplier_id)
