"""The numbers of each type of rule: which it reads, and what they are when nobody says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digiboost.alerts.types import RuleType
from digiboost.kernel.errors import Invalid

NAMES = ("threshold", "days", "probability", "percent", "amount", "direction", "period", "sensitivity")

READ: dict[RuleType, dict[str, Any]] = {
    RuleType.RUPTURE: {},
    RuleType.LOW_STOCK: {"threshold": None},
    RuleType.STOCK_OUT: {"days": 7, "probability": 0.3},
    RuleType.DEAD_STOCK: {"days": 90},
    RuleType.EXPIRY: {"days": 30},
    RuleType.SERVICE_RATE: {"days": 30, "percent": 95.0},
    RuleType.SALES_ANOMALY: {"sensitivity": "normal"},
    RuleType.REVENUE: {"amount": None, "direction": "below", "period": "day"},
    RuleType.FAILURE_RATE: {"percent": 20.0},
}
"""Type -> what it reads, with its defaults."""

REQUIRED = {RuleType.REVENUE: ("amount",)}


def filled(rule_type: RuleType, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the type reads, the defaults where nothing is given."""
    return {name: default if given.get(name) is None else given[name] for name, default in READ[rule_type].items()}


def checked(rule_type: RuleType, given: Mapping[str, Any]) -> dict[str, Any]:
    """As ``filled``. Raises Invalid for a number that the type does not read, and for one that it must have."""
    for name, value in given.items():
        if value is not None and name not in READ[rule_type]:
            raise Invalid(f"params.{name}", "param_not_read")
    params = filled(rule_type, given)
    for name in REQUIRED.get(rule_type, ()):
        if params[name] is None:
            raise Invalid(f"params.{name}", "field.missing")
    return params
