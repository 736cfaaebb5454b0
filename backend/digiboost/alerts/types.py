"""The words of alerts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID


class RuleType(StrEnum):
    RUPTURE = "rupture"
    LOW_STOCK = "low_stock"
    SERVICE_RATE = "service_rate"
    STOCK_OUT = "stock_out"
    """Predicted."""
    DEAD_STOCK = "dead_stock"
    EXPIRY = "expiry"
    SALES_ANOMALY = "sales_anomaly"
    REVENUE = "revenue"
    FAILURE_RATE = "failure_rate"
    """Of messages that did not reach people."""


class AlertState(StrEnum):
    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Delivery(StrEnum):
    NOW = "now"
    DIGEST = "digest"
    """In the morning's one message."""


class Answer(StrEnum):
    ORDER = "order"
    LATER = "later"
    IGNORE = "ignore"


class EventName(StrEnum):
    """What a history tells."""

    FIRED = "fired"
    TOLD = "told"
    REPEATED = "repeated"
    SUPPRESSED = "suppressed"
    """Not told: within its repeat interval, or silenced by another alert."""
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    WOKE = "woke"
    ORDERED = "ordered"
    RESOLVED = "resolved"


class AlertSort(StrEnum):
    STARTED_AT = "started_at"
    LATEST = "-started_at"
    URGENCY = "urgency"


class SubjectType(StrEnum):
    PRODUCT = "product"
    COMPANY = "company"


ABOUT_COMPANY = frozenset({RuleType.SERVICE_RATE, RuleType.SALES_ANOMALY, RuleType.REVENUE, RuleType.FAILURE_RATE})
"""Types whose subject is the company itself; of the others each product is one."""

SILENCES: dict[RuleType, frozenset[RuleType]] = {
    RuleType.RUPTURE: frozenset({RuleType.LOW_STOCK, RuleType.STOCK_OUT}),
    RuleType.LOW_STOCK: frozenset({RuleType.STOCK_OUT}),
}
"""What needs not be said of a product once this is."""

URGENT = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it judges; ``params`` with the type's defaults filled in."""

    id: UUID
    type: RuleType
    name: str
    params: dict[str, Any]
    category_ids: frozenset[UUID]
    product_ids: frozenset[UUID]
    roles: tuple[str, ...]
    user_ids: tuple[UUID, ...]
    delivery: Delivery
    repeat_hours: int
    created_at: datetime

    def covers(self, product_id: UUID, category_id: UUID | None) -> bool:
        """Whether a product is in its scope: named itself or by its category; all are where nothing is named."""
        if not self.category_ids and not self.product_ids:
            return True
        return product_id in self.product_ids or (category_id is not None and category_id in self.category_ids)

    @property
    def repeat(self) -> timedelta:
        return timedelta(hours=self.repeat_hours)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a subject now. ``fires`` is None between the threshold and its margin: what stands
    stays. ``occasion`` names what it fires about where each is a thing of its own (a day's revenue): another
    one fires again. ``value`` and ``threshold`` as ``schemas.AlertOut`` tells them."""

    fires: bool | None
    value: float | None = None
    threshold: float | None = None
    urgency: int = 3
    occasion: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


CLEAR = Verdict(False)


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert's row. A fingerprint (tenant, rule, subject) has one, which fires again when its cause returns."""

    id: UUID
    rule_id: UUID
    subject_type: SubjectType
    subject_id: UUID
    state: AlertState
    urgency: int
    value: float | None
    threshold: float | None
    details: dict[str, Any]
    started_at: datetime
    changed_at: datetime
    pending_since: datetime | None
    told_at: datetime | None
    snoozed_until: datetime | None
    silenced_by: UUID | None
    handled_by: UUID | None
    resolved_at: datetime | None
    fired_count: int

    @property
    def is_open(self) -> bool:
        return self.state != AlertState.RESOLVED

    @property
    def occasion(self) -> str | None:
        found: str | None = self.details.get("occasion")
        return found


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of an alert's history."""

    name: EventName
    alert_id: UUID
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """What an answer is about: a message to one person and its alerts. Held messages that went out together are
    answered together: ``ids`` are all of them, ``id`` the latest."""

    id: UUID
    ids: tuple[UUID, ...]
    user_id: UUID
    notification_id: UUID
    kind: str
    alert_ids: tuple[UUID, ...]
    created_at: datetime
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A purchase order that an answer made."""

    id: UUID
    number: str
    supplier_id: UUID
    supplier_name: str
    line_count: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did: to how many alerts, which drafts it made, and of how many products nobody is the supplier.
    ``repeated`` when the message had been answered so before."""

    answer: Answer
    alerts: int
    orders: tuple[Draft, ...] = ()
    without_supplier: int = 0
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """An alert with what a message says of it. Quantities are thousandths, money minor units; the product's fields
    are None for an alert about the company."""

    alert: Standing
    type: RuleType
    rule: str
    product_id: UUID | None
    product: str | None
    unit: str | None
    on_hand: int | None
    worth: int | None
    """Of what is on hand, at cost: only for who may see costs."""
    supplier_id: UUID | None
    supplier: str | None
    order: int | None = None
    """How much of it to order now."""
