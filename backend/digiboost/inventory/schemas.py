from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from digiboost.kernel.http.fields import Amount, Day, EmptyIsNone, In, Moment, PositiveQuantity, Storable, bounded
from digiboost.kernel.money import Price, Quantity

Name = Annotated[str, bounded(200), Storable]
Code = Annotated[str, bounded(60), Storable]
OptionalCode = Annotated[Code | None, EmptyIsNone]
OptionalText = Annotated[Annotated[str, bounded(2000), Storable] | None, EmptyIsNone]
OptionalLine = Annotated[Annotated[str, bounded(200), Storable] | None, EmptyIsNone]
Unit = Annotated[str, bounded(30), Storable]
Shelf = Annotated[str, bounded(60), Storable]
OptionalShelf = Annotated[Shelf | None, EmptyIsNone]
OptionalLot = Annotated[Annotated[str, bounded(60), Storable] | None, EmptyIsNone]

StockStatus = Literal["rupture", "low", "ok", "untracked"]


class ProductIn(In):
    """A product with its stock settings. Without a ``code`` one is generated: P-0001, P-0002 ... Its stock is
    zero until an entry or a count."""

    id: UUID | None = None
    code: OptionalCode = None
    name: Name
    description: OptionalText = None
    category_id: UUID | None = None
    supplier_id: UUID | None = None
    unit: Unit = "unité"
    pack_size: PositiveQuantity = Field(default=1000, description="Units in a pack; 1 when left out")
    barcode: OptionalCode = None
    purchase_price: Price | None = None
    sale_price: Price
    shelf: OptionalShelf = Field(default=None, description="Where it stands in the shop")
    alerts: bool = Field(default=True, description="Whether anybody wants to be warned of this product")
    min_stock: Amount | None = None
    max_stock: Amount | None = None


class ProductPatch(In):
    code: Code | None = None
    name: Name | None = None
    description: OptionalText = None
    category_id: UUID | None = None
    supplier_id: UUID | None = None
    unit: Unit | None = None
    pack_size: PositiveQuantity | None = None
    barcode: OptionalCode = None
    purchase_price: Price | None = None
    sale_price: Price | None = None
    shelf: OptionalShelf = None
    alerts: bool | None = None
    min_stock: Amount | None = None
    max_stock: Amount | None = None
    is_active: bool | None = None


class ProductOut(BaseModel):
    """``purchase_price`` is null where the role may not see costs."""

    id: UUID
    code: str
    name: str
    description: str | None
    category_id: UUID | None
    category_name: str | None
    supplier_id: UUID | None
    supplier_name: str | None
    unit: str
    pack_size: Quantity
    barcode: str | None
    purchase_price: int | None
    sale_price: int
    shelf: str | None
    alerts: bool
    min_stock: Quantity | None
    max_stock: Quantity | None
    is_active: bool
    created_at: datetime
    updated_at: datetime
    version: int


class StockLevelOut(BaseModel):
    """``average_cost`` (money for one unit, at most 3 decimals of a minor unit) and ``value`` are null where
    no cost is known or the role may not see costs."""

    product_id: UUID
    code: str
    name: str
    category_name: str | None
    shelf: str | None
    unit: str
    on_hand: Quantity
    min_stock: Quantity | None
    status: Literal["rupture", "low", "ok", "untracked", "inactive"]
    sale_price: int
    average_cost: float | None
    value: int | None
    last_sale_at: datetime | None
    updated_at: datetime


class MovementWanted(In):
    """``quantity`` is positive for an ENTRY and an EXIT, whose type says the direction, and signed for an
    ADJUSTMENT: what it adds to the shelf."""

    id: UUID | None = None
    product_id: UUID
    type: Literal["ENTRY", "EXIT", "ADJUSTMENT"]
    quantity: Quantity
    unit_cost: Price | None = Field(default=None, description="Of one unit; only for an ENTRY")
    reference: OptionalLine = None
    reason: OptionalLine = None
    occurred_at: Moment | None = Field(default=None, description="Now when left out; the future is taken as now")
    expires_on: Day | None = Field(default=None, description="The last day of these goods; only for an ENTRY")
    lot: OptionalLot = Field(default=None, description="The lot printed on them; only beside `expires_on`")


class MovementOut(BaseModel):
    """``quantity`` is signed: what it added to the shelf. ``on_hand_after`` is null for a movement that
    happened before a count which was already in, ``expires_on`` for goods without a date."""

    id: UUID
    product_id: UUID
    product_name: str
    type: Literal["ENTRY", "EXIT", "ADJUSTMENT"]
    quantity: Quantity
    unit_cost: int | None
    reference: str | None
    reason: str | None
    occurred_at: datetime
    received_at: datetime
    user_id: UUID | None
    on_hand_after: Quantity | None
    expires_on: date | None
    lot: str | None


class BatchPatch(In):
    expires_on: Day | None = None
    lot: OptionalLot = None


class BatchOut(BaseModel):
    """Goods that came in together and expire together; ``left`` is what there is of them when the first to expire is
    sold first. Its movement in the ledger has the same id."""

    id: UUID
    product_id: UUID
    code: str
    product_name: str
    unit: str
    left: Quantity
    expires_on: date
    lot: str | None
    received_at: datetime


class CountLineIn(In):
    product_id: UUID
    counted: Amount


class CountScope(In):
    """The part of the shop that was counted: a shelf, a category, or a category's goods on a shelf."""

    shelf: Shelf | None = None
    category_id: UUID | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.shelf is None and self.category_id is None:
            raise ValueError("a shelf or a category")
        return self


class CountIn(In):
    id: UUID | None = None
    note: OptionalText = None
    scope: CountScope | None = Field(default=None, description="Left out when the whole shop was counted")
    occurred_at: Moment | None = Field(default=None, description="Now when left out; the future is taken as now")
    lines: Annotated[list[CountLineIn], Field(min_length=1, max_length=1000)]


class CountLineOut(BaseModel):
    product_id: UUID
    expected: Quantity
    counted: Quantity
    difference: Quantity
    value_difference: int | None


class CountOut(BaseModel):
    id: UUID
    occurred_at: datetime
    lines: list[CountLineOut]


class CountScopeOut(BaseModel):
    shelf: str | None
    category_id: UUID | None


class CountSummaryOut(BaseModel):
    """``value_difference`` is what the differences are worth at cost, null where the role may not see costs."""

    id: UUID
    occurred_at: datetime
    received_at: datetime
    user_id: UUID | None
    note: str | None
    scope: CountScopeOut | None
    lines: int
    differences: int
    value_difference: int | None


class CountedProductOut(BaseModel):
    product_id: UUID
    code: str
    name: str
    unit: str
    expected: Quantity
    counted: Quantity
    difference: Quantity
    value_difference: int | None


class CountDetailOut(BaseModel):
    """The lines that differ come first."""

    id: UUID
    occurred_at: datetime
    received_at: datetime
    user_id: UUID | None
    note: str | None
    scope: CountScopeOut | None
    differences: int
    value_difference: int | None
    lines: list[CountedProductOut]


class CountSheetLineOut(BaseModel):
    """A product to count. ``counted_at`` is null when nobody ever did."""

    product_id: UUID
    code: str
    name: str
    barcode: str | None
    category_name: str | None
    shelf: str | None
    unit: str
    on_hand: Quantity
    status: Literal["rupture", "low", "ok", "untracked"]
    counted_at: datetime | None
