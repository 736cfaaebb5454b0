from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.inventory import count_lists, listings, service
from digiboost.inventory.listings import Asked
from digiboost.inventory.schemas import (
    BatchOut,
    BatchPatch,
    CountDetailOut,
    CountIn,
    CountLineOut,
    CountOut,
    CountSheetLineOut,
    CountSummaryOut,
    MovementOut,
    MovementWanted,
    ProductIn,
    ProductOut,
    ProductPatch,
    StockLevelOut,
    StockStatus,
)
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page, Search
from digiboost.kernel.http.routing import allow, api_router

router = api_router()

CategoryFilter = Annotated[UUID | None, Query(description="Only this category")]
SupplierFilter = Annotated[UUID | None, Query(description="Only this supplier")]
ShelfFilter = Annotated[str | None, Query(max_length=60, description="Only what stands on this shelf")]


class ProductSort(StrEnum):
    NAME = "name"
    NAME_DESCENDING = "-name"
    CODE = "code"
    CODE_DESCENDING = "-code"
    CREATED_AT = "created_at"
    CREATED_AT_DESCENDING = "-created_at"


class LevelSort(StrEnum):
    NAME = "name"
    NAME_DESCENDING = "-name"
    ON_HAND = "on_hand"
    ON_HAND_DESCENDING = "-on_hand"
    VALUE = "value"
    VALUE_DESCENDING = "-value"


# -- products -----------------------------------------------------------------------------------


@router.get("/products", response_model=Page[ProductOut], tags=["products"])
def list_products(
    tx: Annotated[Tx, allow(Scope.CATALOG_READ)],
    search: Search = None,
    category_id: CategoryFilter = None,
    supplier_id: SupplierFilter = None,
    shelf: ShelfFilter = None,
    active: Annotated[bool | None, Query(description="Only the active ones, or only the others")] = None,
    sort: ProductSort = ProductSort.NAME,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """Found by code, name or barcode."""
    return listings.products(tx, Asked(sort, limit, cursor, search, category_id, supplier_id, shelf), active)


@router.post("/products", status_code=201, response_model=ProductOut, tags=["products"])
def create_product(tx: Annotated[Tx, allow(Scope.CATALOG_WRITE)], body: ProductIn) -> bytes:
    """A product with its stock settings; nothing is on the shelf until an entry or a count."""
    return listings.product(tx, service.create_product(tx, body))


@router.get("/products/{product_id}", response_model=ProductOut, tags=["products"])
def get_product(tx: Annotated[Tx, allow(Scope.CATALOG_READ)], product_id: UUID) -> bytes:
    return listings.product(tx, product_id)


@router.patch("/products/{product_id}", response_model=ProductOut, tags=["products"])
def edit_product(tx: Annotated[Tx, allow(Scope.CATALOG_WRITE)], product_id: UUID, body: ProductPatch) -> bytes:
    service.edit_product(tx, product_id, body)
    return listings.product(tx, product_id)


@router.delete("/products/{product_id}", status_code=204, tags=["products"])
def deactivate_product(tx: Annotated[Tx, allow(Scope.CATALOG_WRITE)], product_id: UUID) -> None:
    """Deactivates: what was sold and moved keeps its product."""
    service.deactivate_product(tx, product_id)


# -- stock --------------------------------------------------------------------------------------


@router.get("/stock/levels", response_model=Page[StockLevelOut], tags=["stock"])
def list_levels(
    tx: Annotated[Tx, allow(Scope.STOCK_READ)],
    search: Search = None,
    status: Annotated[StockStatus | None, Query()] = None,
    category_id: CategoryFilter = None,
    supplier_id: SupplierFilter = None,
    shelf: ShelfFilter = None,
    sort: LevelSort = LevelSort.NAME,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """What is there of every active product. An order by value asks for the right to see costs."""
    return listings.levels(tx, Asked(sort, limit, cursor, search, category_id, supplier_id, shelf), status)


@router.get("/stock/levels/{product_id}", response_model=StockLevelOut, tags=["stock"])
def get_level(tx: Annotated[Tx, allow(Scope.STOCK_READ)], product_id: UUID) -> bytes:
    return listings.level(tx, product_id)


@router.get("/stock/movements", response_model=Page[MovementOut], tags=["stock"])
def list_movements(
    tx: Annotated[Tx, allow(Scope.STOCK_READ)],
    product_id: Annotated[UUID | None, Query(description="Only this product's")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """The ledger, the newest first by when it happened."""
    return listings.movements(tx, product_id, cursor, limit)


@router.post("/stock/movements", status_code=201, response_model=MovementOut, tags=["stock"])
def record_movement(tx: Annotated[Tx, allow(Scope.STOCK_WRITE)], body: MovementWanted) -> bytes:
    """Goods that came in, went out without a sale, or were found to be more or fewer."""
    return listings.movement(tx, service.record_manual_movement(tx, body))


@router.get("/stock/batches", response_model=Page[BatchOut], tags=["stock"])
def list_batches(
    tx: Annotated[Tx, allow(Scope.STOCK_READ)],
    product_id: Annotated[UUID | None, Query(description="Only this product's")] = None,
    expires_before: Annotated[date | None, Query(description="Only what expires before this day")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """Goods with a day of expiry of which something is left, the soonest first. The first to expire is taken to be
    sold first."""
    return listings.batches(tx, product_id, expires_before, cursor, limit)


@router.patch("/stock/batches/{batch_id}", response_model=BatchOut, tags=["stock"])
def edit_batch(tx: Annotated[Tx, allow(Scope.STOCK_WRITE)], batch_id: UUID, body: BatchPatch) -> bytes:
    """Puts a day or a lot right that was read wrongly."""
    service.edit_batch(tx, batch_id, body)
    return listings.batch(tx, batch_id)


@router.delete("/stock/batches/{batch_id}", status_code=204, tags=["stock"])
def remove_batch(tx: Annotated[Tx, allow(Scope.STOCK_WRITE)], batch_id: UUID) -> None:
    """Nobody is to be warned of it any more: nothing of it is left, or it has no such day. What is on the shelf stays
    as it is."""
    service.remove_batch(tx, batch_id)


@router.post("/stock/counts", status_code=201, tags=["stock"])
def record_count(tx: Annotated[Tx, allow(Scope.STOCK_WRITE)], body: CountIn) -> CountOut:
    """What was counted: the stock becomes right as of the moment of the count."""
    counted = service.record_manual_count(tx, body)
    costs = tx.actor.may(Scope.COSTS_READ)
    return CountOut(
        id=counted.id,
        occurred_at=counted.occurred_at,
        lines=[
            # The model holds thousandths already: its own reading of wire numbers is not wanted here.
            CountLineOut.model_construct(
                product_id=line.product_id,
                expected=line.expected,
                counted=line.counted,
                difference=line.counted - line.expected,
                value_difference=line.value_difference if costs else None,
            )
            for line in counted.lines
        ],
    )


@router.get("/stock/counts", response_model=Page[CountSummaryOut], tags=["stock"])
def list_counts(tx: Annotated[Tx, allow(Scope.STOCK_READ)], limit: Limit = 50, cursor: Cursor = None) -> bytes:
    """The newest first, by when they were made."""
    return count_lists.counts(tx, cursor, limit)


@router.get("/stock/counts/{count_id}", response_model=CountDetailOut, tags=["stock"])
def get_count(tx: Annotated[Tx, allow(Scope.STOCK_READ)], count_id: UUID) -> bytes:
    """What was counted, beside what the ledger said; the lines that differ come first."""
    return count_lists.count(tx, count_id)


@router.get("/stock/count-sheet", response_model=Page[CountSheetLineOut], tags=["stock"])
def count_sheet(
    tx: Annotated[Tx, allow(Scope.STOCK_READ)],
    shelf: ShelfFilter = None,
    category_id: CategoryFilter = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """What to count: what never was comes first, then what was counted the longest ago."""
    return count_lists.sheet(tx, shelf, category_id, cursor, limit)
