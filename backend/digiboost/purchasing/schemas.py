from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.kernel.http.fields import Day, EmptyIsNone, In, Moment, PositiveQuantity, Storable, bounded
from digiboost.kernel.money import Price, Quantity

MAX_LINES = 200

OptionalNote = Annotated[Annotated[str, bounded(1000), Storable] | None, EmptyIsNone]
OptionalLine = Annotated[Annotated[str, bounded(200), Storable] | None, EmptyIsNone]
OptionalLot = Annotated[Annotated[str, bounded(60), Storable] | None, EmptyIsNone]
Status = Literal["draft", "sent", "partly_received", "received", "cancelled"]
ChannelIn = Literal["whatsapp", "sms", "email", "phone", "paper"]


class OrderLineIn(In):
    id: UUID | None = None
    product_id: UUID
    quantity: PositiveQuantity = Field(description="Units, not packs")
    unit_cost: Price | None = Field(default=None, description="Of one unit; the product's purchase price when absent")


class OrderIn(In):
    """A draft. Its number comes from the server: BC-0001, BC-0002 ..."""

    id: UUID | None = None
    supplier_id: UUID
    expected_on: Day | None = None
    note: OptionalNote = None
    lines: Annotated[list[OrderLineIn], Field(min_length=1, max_length=MAX_LINES)]


class OrderPatch(In):
    """``lines`` replace the draft's lines. The expected day and the note can be changed until everything came."""

    supplier_id: UUID | None = None
    expected_on: Day | None = None
    note: OptionalNote = None
    lines: Annotated[list[OrderLineIn], Field(min_length=1, max_length=MAX_LINES)] | None = None


class SendIn(In):
    channel: ChannelIn = "whatsapp"
    occurred_at: Moment | None = Field(default=None, description="Now when left out; the future is taken as now")


class OrderCancelIn(In):
    reason: OptionalLine = None


class OrderLineOut(BaseModel):
    """``unit_cost`` and ``amount`` are null where no cost is known or the role may not see costs."""

    id: UUID
    product_id: UUID
    code: str
    product_name: str
    unit: str
    quantity: Quantity
    pack_size: Quantity
    unit_cost: int | None
    amount: int | None
    received: Quantity


class OrderSummaryOut(BaseModel):
    """``total`` is null while the cost of a line is not known, or the role may not see costs."""

    id: UUID
    number: str
    supplier_id: UUID
    supplier_name: str
    status: Status
    sent_at: datetime | None
    sent_by: ChannelIn | None
    expected_on: date | None
    note: str | None
    total: int | None
    line_count: int
    user_id: UUID | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    created_at: datetime
    updated_at: datetime
    version: int


class OrderOut(OrderSummaryOut):
    lines: list[OrderLineOut]


class SentOut(BaseModel):
    """``message`` is written in the company's language; ``whatsapp_url`` opens it in a chat with the supplier and
    is null when no telephone of theirs is known."""

    order: OrderOut
    message: str
    whatsapp_url: str | None


class ReceiptLineIn(In):
    id: UUID | None = None
    product_id: UUID
    quantity: PositiveQuantity
    unit_cost: Price | None = Field(
        default=None,
        description="Of one unit; the ordered one when absent. Only for who may see costs",
    )
    expires_on: Day | None = Field(
        default=None, description="The last day of these goods, where one is printed on them"
    )
    lot: OptionalLot = Field(default=None, description="The lot printed on them; only beside `expires_on`")


class ReceiptIn(In):
    """Goods that arrived: all of an order, a part of it, more, other products, or without any order."""

    id: UUID | None = None
    order_id: UUID | None = None
    supplier_id: UUID | None = Field(default=None, description="The order's, when there is one")
    occurred_at: Moment | None = Field(default=None, description="Now when left out; the future is taken as now")
    reference: OptionalLine = Field(default=None, description="The supplier's delivery note")
    lines: Annotated[list[ReceiptLineIn], Field(min_length=1, max_length=MAX_LINES)]


class ReceiptLineOut(BaseModel):
    """``order_line_id`` is null for what was not ordered, ``expires_on`` for goods without a date."""

    id: UUID
    product_id: UUID
    code: str
    product_name: str
    unit: str
    order_line_id: UUID | None
    quantity: Quantity
    unit_cost: int | None
    expires_on: date | None
    lot: str | None


class ReceiptSummaryOut(BaseModel):
    id: UUID
    order_id: UUID | None
    order_number: str | None
    supplier_id: UUID | None
    supplier_name: str | None
    occurred_at: datetime
    received_at: datetime
    reference: str | None
    total: int | None
    line_count: int
    user_id: UUID | None


class ReceiptOut(ReceiptSummaryOut):
    lines: list[ReceiptLineOut]


class LeadTimeOut(BaseModel):
    """In days. ``measured`` is false while fewer than three deliveries are known; ``days`` is then
    ``stated_days``, what the supplier's own record says."""

    supplier_id: UUID
    days: float
    deviation: float
    deliveries: int
    measured: bool
    stated_days: int


class SuggestedLineOut(BaseModel):
    """``quantity`` brings the product up to its maximum, or its minimum where there is none, in whole packs."""

    product_id: UUID
    code: str
    product_name: str
    unit: str
    on_hand: Quantity
    on_order: Quantity
    min_stock: Quantity | None
    max_stock: Quantity | None
    pack_size: Quantity
    quantity: Quantity
    unit_cost: int | None
    amount: int | None


class SuggestedOrderOut(BaseModel):
    """What to order from one supplier; ``supplier_id`` is null for products that have none. ``below_minimum`` is
    true when the total is under the supplier's minimum order, null where one of both is not known."""

    supplier_id: UUID | None
    supplier_name: str | None
    lead_time: LeadTimeOut | None
    minimum_order: int | None
    total: int | None
    below_minimum: bool | None
    lines: list[SuggestedLineOut]


class SuggestionOut(BaseModel):
    orders: list[SuggestedOrderOut]
