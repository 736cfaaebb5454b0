from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from digiboost.kernel.money import Money, Price, Quantity
from digiboost.sales.types import PaidBy, PaymentMethod, SaleKind, SaleStatus

MAX_LINES = 200


def above_zero(quantity: int) -> int:
    if quantity <= 0:
        raise ValueError("the quantity must be above zero")
    return quantity


PositiveQuantity = Annotated[
    Quantity, AfterValidator(above_zero), Field(json_schema_extra={"exclusiveMinimum": 0, "maximum": 10**9})
]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
OfferedPayment = Literal[PaymentMethod.CASH, PaymentMethod.MOBILE_MONEY, PaymentMethod.CREDIT, PaymentMethod.CARD]


class In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SaleLineIn(In):
    id: UUID | None = None
    product_id: UUID
    quantity: PositiveQuantity
    unit_price: Price | None = Field(default=None, description="The product's sale price when absent")


class SaleIn(In):
    """A sale as a phone or a till records it; ids may be made offline (UUIDv7)."""

    id: UUID | None = None
    customer_id: UUID | None = None
    payment_method: OfferedPayment
    occurred_at: AwareDatetime | None = Field(
        default=None, description="When it was sold, when that is not now; at most one day ahead"
    )
    discount: Price = Field(default=0, description="On the whole sale; spread over the lines in proportion")
    paid_now: Price | None = Field(
        default=None, description="Of a sale on credit: what was received at once; the rest goes into the carnet"
    )
    paid_by: PaidBy | None = Field(default=None, description="How `paid_now` was paid; in cash when absent")
    due_on: date | None = Field(default=None, description="Of a sale on credit: when the rest is to be paid")
    note: Note | None = None
    lines: Annotated[list[SaleLineIn], Field(min_length=1, max_length=MAX_LINES)]


class ReturnLineIn(In):
    line_id: UUID
    quantity: PositiveQuantity


class ReturnIn(In):
    id: UUID | None = None
    reason: Note | None = None
    occurred_at: AwareDatetime | None = None
    lines: Annotated[list[ReturnLineIn], Field(min_length=1, max_length=MAX_LINES)]


class CancelIn(In):
    reason: Reason


class MissedSaleIn(In):
    id: UUID | None = None
    product_id: UUID
    quantity: PositiveQuantity
    occurred_at: AwareDatetime | None = None


class SaleLineOut(BaseModel):
    id: UUID
    product_id: UUID
    product_name: str
    code: str
    quantity: Quantity = Field(description="Negative on a return")
    unit_price: Money
    discount: Money = Field(description="This line's part of the discount; on a return, of what was given back")
    amount: Money = Field(description="quantity x unit price - discount; negative on a return")
    cost: Money | None = Field(description="Null when no cost was known, or may not be seen")
    returned: Quantity = Field(description="How much of this line has come back so far")
    original_line_id: UUID | None


class SaleSummaryOut(BaseModel):
    id: UUID
    number: str
    kind: SaleKind
    status: SaleStatus
    original_sale_id: UUID | None
    customer_id: UUID | None
    customer_name: str | None
    payment_method: PaymentMethod
    occurred_at: datetime
    received_at: datetime
    total: Money = Field(description="Sum of the lines' amounts, after discounts; negative for a return")
    discount: Money
    paid_now: Money = Field(description="Of a sale on credit: what was received at once")
    paid_by: PaidBy | None
    cost: Money | None = Field(description="Null unless the cost of every line is known and may be seen")
    line_count: int
    note: str | None
    user_id: UUID | None
    import_id: UUID | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    version: int


class SaleOut(SaleSummaryOut):
    due_on: date | None
    over_limit: bool = Field(description="It left the customer above their credit limit")
    lines: list[SaleLineOut]


class MissedSaleOut(BaseModel):
    id: UUID
    product_id: UUID
    quantity: Quantity
    occurred_at: datetime
    received_at: datetime
    user_id: UUID | None
