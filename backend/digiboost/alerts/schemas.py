from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.alerts.types import AlertState, Answer, Delivery, EventName, RuleType
from digiboost.identity.types import Role
from digiboost.kernel.http.fields import ClockTime, In, Storable, bounded
from digiboost.kernel.money import Quantity

Name = Annotated[str, bounded(120), Storable]
ToldRole = Literal[Role.OWNER, Role.MANAGER, Role.EMPLOYEE, Role.VIEWER]


class RuleParams(In):
    """The numbers of a rule; which of them a type reads is said with each. Those that it does not read are refused."""

    threshold: Annotated[int, Field(ge=0, le=10**9)] | None = Field(
        default=None, description="low_stock: units; the product's own minimum (or reorder point) when left out"
    )
    days: Annotated[int, Field(ge=1, le=365)] | None = Field(
        default=None,
        description="stock_out: runs out within so many (7); dead_stock: not sold for so many (90); expiry: expires"
        " within so many (30); service_rate: measured over so many (30)",
    )
    probability: Annotated[float, Field(ge=0.05, le=0.95)] | None = Field(
        default=None, description="stock_out: at least so likely (0.3)"
    )
    percent: Annotated[float, Field(ge=0, le=100)] | None = Field(
        default=None, description="service_rate: below so many per cent (95); failure_rate: above so many (20)"
    )
    amount: Annotated[int, Field(ge=0, le=10**14)] | None = Field(
        default=None, description="revenue: minor units of the company's currency"
    )
    direction: Literal["below", "above"] | None = Field(default=None, description="revenue (below)")
    period: Literal["day", "week", "month"] | None = Field(default=None, description="revenue (day)")
    sensitivity: Literal["low", "normal", "high"] | None = Field(default=None, description="sales_anomaly (normal)")


class RuleIn(In):
    type: RuleType
    name: Name | None = Field(default=None, description="The type's own name in the company's language when left out")
    params: RuleParams = Field(default_factory=RuleParams)
    category_ids: Annotated[list[UUID], Field(max_length=100)] = Field(default_factory=list)
    product_ids: Annotated[list[UUID], Field(max_length=500)] = Field(
        default_factory=list, description="With category_ids empty as well: every product"
    )
    roles: Annotated[list[ToldRole], Field(max_length=4)] = Field(
        default_factory=lambda: [Role.OWNER, Role.MANAGER]  # type: ignore[arg-type]
    )
    user_ids: Annotated[list[UUID], Field(max_length=50)] = Field(default_factory=list)
    delivery: Delivery = Delivery.DIGEST
    repeat_hours: Annotated[int, Field(ge=1, le=720)] = 24
    is_active: bool = True


class RulePatch(In):
    name: Name | None = None
    params: RuleParams | None = None
    category_ids: Annotated[list[UUID], Field(max_length=100)] | None = None
    product_ids: Annotated[list[UUID], Field(max_length=500)] | None = None
    roles: Annotated[list[ToldRole], Field(max_length=4)] | None = None
    user_ids: Annotated[list[UUID], Field(max_length=50)] | None = None
    delivery: Delivery | None = None
    repeat_hours: Annotated[int, Field(ge=1, le=720)] | None = None
    is_active: bool | None = None


class RuleParamsOut(BaseModel):
    """Defaults filled in; null where the type reads no such number."""

    threshold: int | None
    days: int | None
    probability: float | None
    percent: float | None
    amount: int | None
    direction: Literal["below", "above"] | None
    period: Literal["day", "week", "month"] | None
    sensitivity: Literal["low", "normal", "high"] | None


class RuleOut(BaseModel):
    id: UUID
    type: RuleType
    name: str
    params: RuleParamsOut
    category_ids: list[UUID]
    product_ids: list[UUID]
    roles: list[ToldRole]
    user_ids: list[UUID]
    delivery: Delivery
    repeat_hours: int
    is_active: bool
    firing: int = Field(description="Alerts of it that are open")
    last_fired_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class AlertOut(BaseModel):
    """``value`` and ``threshold`` are in the unit of ``type``: units on hand, a share from 0 to 1, days, or minor
    units. The ``product_`` fields are null for an alert about the company."""

    id: UUID
    rule_id: UUID
    rule_name: str
    type: RuleType
    state: AlertState
    urgency: int = Field(description="1 is the most urgent")
    product_id: UUID | None
    product_name: str | None
    product_code: str | None
    unit: str | None
    on_hand: Quantity | None
    supplier_id: UUID | None
    supplier_name: str | None
    value: float | None
    threshold: float | None
    day: date | None = Field(description="stock_out: the likely day; expiry: the day; others null")
    probability: float | None = Field(description="stock_out: how likely, from 0 to 1; others null")
    since: datetime = Field(description="Since when it is so: a rupture may be older than its alert")
    started_at: datetime
    told_at: datetime | None
    pending: bool = Field(description="Fired, and goes out with the next message")
    snoozed_until: datetime | None
    silenced_by: UUID | None
    fired_count: int


class AlertEventOut(BaseModel):
    id: UUID
    name: EventName
    at: datetime
    user_id: UUID | None
    user_name: str | None
    details: dict[str, Any]


class AlertDetailOut(AlertOut):
    events: list[AlertEventOut] = Field(description="The latest first, at most 100")


class AlertsSummaryOut(BaseModel):
    """Open alerts that nothing silences."""

    firing: int
    urgent: int = Field(description="Those of them with urgency 1")
    acknowledged: int
    snoozed: int
    by_type: dict[RuleType, int]


class HistoryItemOut(AlertEventOut):
    alert_id: UUID
    rule_id: UUID
    rule_name: str
    type: RuleType
    product_id: UUID | None
    product_name: str | None


class SnoozeIn(In):
    hours: Annotated[int, Field(ge=1, le=720)] = 24


class AnswerIn(In):
    """What a person decides about several alerts at once, as they would answer the message."""

    alert_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    answer: Answer


class DraftOut(BaseModel):
    id: UUID
    number: str
    supplier_id: UUID
    supplier_name: str
    line_count: int


class AnswerOut(BaseModel):
    """``orders`` are the drafts that were made; ``without_supplier`` counts products that no order could be made
    for."""

    answer: Answer
    alerts: int
    orders: list[DraftOut]
    without_supplier: int


class TestOut(BaseModel):
    """``notification_id`` is the message that was made for the caller; ``matches`` how many alerts the rule would
    fire now."""

    notification_id: UUID
    matches: int


class SettingsOut(BaseModel):
    digest_at: ClockTime
    digest_on: bool
    group_minutes: int
    version: int


class SettingsIn(In):
    digest_at: ClockTime | None = None
    digest_on: bool | None = None
    group_minutes: Annotated[int, Field(ge=0, le=120)] | None = None
