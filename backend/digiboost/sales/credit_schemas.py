from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from digiboost.kernel.http.fields import EmptyIsNone, In, Storable, bounded
from digiboost.kernel.http.pagination import Page
from digiboost.kernel.money import MAX_MONEY, Money
from digiboost.sales.types import EntryType, PaidBy

AmountPaid = Annotated[int, Field(gt=0, le=10**12)]
Remark = Annotated[Annotated[str, bounded(500), Storable] | None, EmptyIsNone]
Moment = Annotated[
    AwareDatetime | None, Field(description="When it happened, when that is not now; at most one day ahead")
]


def not_zero(amount: int) -> int:
    if amount == 0:
        raise ValueError("a correction of nothing")
    return amount


class PaymentIn(In):
    """A customer pays of what they owe, or in advance; the id may be made offline (UUIDv7)."""

    id: UUID | None = None
    customer_id: UUID
    amount: AmountPaid
    method: PaidBy
    occurred_at: Moment = None
    note: Remark = None


class PromiseIn(In):
    """A customer says when they will pay."""

    id: UUID | None = None
    customer_id: UUID
    promised_on: date
    amount: AmountPaid | None = Field(default=None, description="How much; all of it when absent")
    occurred_at: Moment = None


class CorrectionIn(In):
    """What the paper says and no sale or payment explains: a debt from before, a mistake, a debt given up."""

    id: UUID | None = None
    customer_id: UUID
    amount: Annotated[
        int,
        Field(ge=-MAX_MONEY, le=MAX_MONEY, description="Positive: they owe more. Not 0"),
        AfterValidator(not_zero),
    ]
    due_on: date | None = None
    occurred_at: Moment = None
    note: Annotated[str, bounded(500), Storable]


class AgeingOut(BaseModel):
    """What is owed, by the days since it was bought."""

    days_0_30: Money
    days_31_60: Money
    days_61_90: Money
    days_over_90: Money


class AccountOut(BaseModel):
    customer_id: UUID
    customer_name: str
    phone: str | None
    is_active: bool
    credit_limit: Money | None
    balance: Money = Field(description="What they owe; negative when they paid in advance")
    over_limit: bool
    oldest_due: date | None = Field(description="The earliest due day of what is not paid")
    promised_on: date | None = Field(description="The last promise, while something older than it is owed")
    promised_amount: Money | None
    late: bool = Field(description="The day promised, else the earliest due day, is past")
    ageing: AgeingOut = Field(description="Sums to the balance where it is above zero; payments go to the oldest first")
    version: int
    updated_at: datetime | None


class CreditSummaryOut(BaseModel):
    owed: Money
    advances: Money
    owing: int = Field(description="How many customers owe")
    late: int
    late_amount: Money
    ageing: AgeingOut


class EntryOut(BaseModel):
    id: UUID
    type: EntryType
    amount: Money = Field(description="Positive: the customer owes more")
    sale_id: UUID | None
    sale_number: str | None
    method: PaidBy | None
    due_on: date | None
    occurred_at: datetime
    received_at: datetime
    day: date
    user_id: UUID | None
    note: str | None


class CarnetOut(BaseModel):
    account: AccountOut
    entries: Page[EntryOut]


class PaymentOut(BaseModel):
    id: UUID
    customer_id: UUID
    amount: Money
    method: PaidBy
    occurred_at: datetime
    received_at: datetime
    user_id: UUID | None
    note: str | None
    account: AccountOut = Field(description="As it stands now")


class PromiseOut(BaseModel):
    id: UUID
    customer_id: UUID
    promised_on: date
    amount: Money | None
    occurred_at: datetime
    received_at: datetime
    user_id: UUID | None
    account: AccountOut = Field(description="As it stands now")


class CorrectionOut(BaseModel):
    id: UUID
    customer_id: UUID
    amount: Money
    due_on: date | None
    occurred_at: datetime
    received_at: datetime
    user_id: UUID | None
    note: str | None
    account: AccountOut = Field(description="As it stands now")


class StatementLineOut(BaseModel):
    day: date
    type: EntryType
    number: str | None = Field(description="Of the sale or return")
    due_on: date | None
    amount: Money


class StatementOut(BaseModel):
    """What a shop sends a customer; ``brought_forward`` and the lines sum to the balance."""

    customer_id: UUID
    customer_name: str
    phone: str | None
    day: date
    brought_forward: Money
    lines: list[StatementLineOut]
    balance: Money
    promised_on: date | None
    text: str = Field(description="Ready to be sent, in the company's language")
    whatsapp_url: str | None = Field(description="Opens WhatsApp with the text; null without a phone")
