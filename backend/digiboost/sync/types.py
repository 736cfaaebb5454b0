"""The words of the exchange with phones."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class OperationType(StrEnum):
    SALE_RECORD = "sale.record"
    SALE_RETURN = "sale.return"
    SALE_CANCEL = "sale.cancel"
    MISSED_SALE_RECORD = "missed_sale.record"
    PRODUCT_CREATE = "product.create"
    PRODUCT_EDIT = "product.edit"
    CUSTOMER_CREATE = "customer.create"
    CUSTOMER_EDIT = "customer.edit"
    STOCK_MOVE = "stock.move"
    STOCK_COUNT = "stock.count"
    CATEGORY_CREATE = "category.create"
    SUPPLIER_CREATE = "supplier.create"
    SUPPLIER_EDIT = "supplier.edit"
    CREDIT_PAY = "credit.pay"
    CREDIT_PROMISE = "credit.promise"
    CASH_MOVE = "cash.move"
    DAY_CLOSE = "day.close"
    ORDER_CREATE = "order.create"
    ORDER_SEND = "order.send"
    RECEIPT_RECORD = "receipt.record"
    REQUEST_OPEN = "request.open"
    MISSION_STEP = "mission.step"
    MISSION_NOTE = "mission.note"
    MISSION_MATERIAL = "mission.material"
    MISSION_MATERIAL_REMOVE = "mission.material_remove"
    MISSION_PHOTO = "mission.photo"
    AVAILABILITY_SET = "availability.set"


class Status(StrEnum):
    """What became of an operation. ``applied`` and ``repeated`` are final; ``rejected`` and ``conflict`` wait
    for a person; ``waiting`` and ``failed`` are sent again."""

    APPLIED = "applied"
    REPEATED = "repeated"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Touches:
    """What an operation will lock, so that a batch can lock all of it first and in one order."""

    claims: tuple[str, ...] = ()
    """Ids that it gives to new records of sales, as that room names them: ``sale/<id>``."""
    sales: tuple[UUID, ...] = ()
    """Sales that it changes; what lies in their lines moves."""
    products: tuple[UUID, ...] = ()
    """Products that it edits."""
    levels: tuple[UUID, ...] = ()
    """Products whose stock it moves."""
    purchases: tuple[str, ...] = ()
    """Ids that it gives to new orders and receipts, as ``purchasing`` names them: ``order/<id>``."""
    orders: tuple[UUID, ...] = ()
    """Orders that it changes."""
    opened: tuple[UUID, ...] = ()
    """Ids that it gives to new requests."""
    requests: tuple[UUID, ...] = ()
    """Requests that it leads on or writes to."""
    materials: tuple[UUID, ...] = ()
    """Materials of missions that it takes back; the stock of what they are moves."""
