from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.kernel.http.fields import In, Storable, bounded
from digiboost.kernel.money import Money, Price
from digiboost.sales.credit_schemas import AmountPaid, Moment, Remark
from digiboost.sales.types import CashMoveType


class CashMoveIn(In):
    """Money put into the caller's till, or taken out of it; the id may be made offline (UUIDv7)."""

    id: UUID | None = None
    type: CashMoveType
    amount: AmountPaid
    reason: Annotated[str, bounded(300), Storable]
    occurred_at: Moment = None


class CashMoveOut(BaseModel):
    id: UUID
    type: CashMoveType
    amount: Money
    reason: str
    occurred_at: datetime
    received_at: datetime
    user_id: UUID | None


class ClosingIn(In):
    """A till as it was counted at ``occurred_at``."""

    id: UUID | None = None
    day: date | None = Field(default=None, description="The day that is closed; that of `occurred_at` when absent")
    user_id: UUID | None = Field(
        default=None, description="Whose till; null is the whole shop, which managers alone may close"
    )
    opening_float: Price = Field(default=0, description="What was in the till in the morning")
    counted: Price
    occurred_at: Moment = None
    note: Remark = None


class TillOut(BaseModel):
    """What came in and went out by a moment, minor units; the first six sum to ``cash``."""

    cash_sales: Money
    credit_parts: Money = Field(description="Received at once of sales on credit")
    credit_payments: Money
    cash_returns: Money = Field(description="Zero or below")
    moves_in: Money
    moves_out: Money = Field(description="Zero or below")
    cash: Money = Field(description="By how much the till has grown")
    mobile_money: Money = Field(description="The same of mobile money: what the operator's messages should sum to")
    card: Money
    sales: int = Field(description="How many sales, however they were paid")
    returns: int
    payments: int


class LastClosingOut(BaseModel):
    id: UUID
    day: date
    counted: Money
    closed_at: datetime


class PreviewOut(BaseModel):
    day: date
    user_id: UUID | None
    till: TillOut
    moves: list[CashMoveOut] = Field(description="Of that day, the latest first, at most 100")
    last: LastClosingOut | None = Field(description="The latest closing of this till: what may lie in it since")


class ClosingOut(BaseModel):
    id: UUID
    day: date
    user_id: UUID | None
    closed_by: UUID | None
    opening_float: Money
    expected: Money = Field(description="Opening float + what the till had grown by when it was closed")
    counted: Money
    difference: Money = Field(description="counted - expected; negative when money is missing")
    note: str | None
    closed_at: datetime
    received_at: datetime
    details: TillOut


class LateOut(BaseModel):
    """What belongs to the day and was not in ``expected``: it arrived or happened after the closing, or was
    cancelled since."""

    kind: Literal["sale", "return", "payment", "move", "cancellation"]
    id: UUID
    number: str | None
    amount: Money = Field(description="By how much it would change the till")
    occurred_at: datetime
    received_at: datetime = Field(description="When it arrived, or was cancelled")
    user_id: UUID | None


class ClosingDetailOut(ClosingOut):
    late: list[LateOut] = Field(description="Of what moves cash, in the order in which it arrived; at most 200")
    late_amount: Money = Field(description="expected + late_amount: what the till should hold as is known now")
