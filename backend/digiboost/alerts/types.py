"""The words of alerts."""

from __future__ import annotations

from enum import StrEnum


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
