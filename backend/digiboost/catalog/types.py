"""What other rooms say to the catalogue and hear from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict
from uuid import UUID

CATEGORY, SUPPLIER, PRODUCT = "category", "supplier", "product"
"""The catalogue's words in the feed of changes; a product's level goes with it."""


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product as other rooms need it; prices in minor units for one unit."""

    id: UUID
    code: str
    name: str
    unit: str
    sale_price: int
    purchase_price: int | None
    is_active: bool
    pack_size: int = 1000
    """Units in a pack, thousandths."""


@dataclass(frozen=True, slots=True)
class SupplierFacts:
    """A supplier as other rooms need it; ``minimum_order`` in minor units, ``phone`` in E.164."""

    id: UUID
    code: str
    name: str
    contact_name: str | None
    phone: str | None
    email: str | None
    lead_time_days: int
    minimum_order: int | None
    is_active: bool


class ProductFields(TypedDict, total=False):
    """The catalogue's own fields of a product. ``pack_size`` in thousandths, prices in minor units; a
    ``code`` of None at creation asks for a generated one."""

    code: str | None
    name: str
    description: str | None
    category_id: UUID | None
    supplier_id: UUID | None
    unit: str
    pack_size: int
    barcode: str | None
    purchase_price: int | None
    sale_price: int
    shelf: str | None
    alerts: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class ProductEdit:
    """A product's row before and after an edit."""

    before: dict[str, Any]
    after: dict[str, Any]
