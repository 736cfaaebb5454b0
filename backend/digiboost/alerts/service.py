"""The door of alerts: rules, the engine, who is told, what they answer."""

from __future__ import annotations

from digiboost.alerts.handling import acknowledge, snooze
from digiboost.alerts.judging import judge_company, judge_products
from digiboost.alerts.rules import ensure

__all__ = ["acknowledge", "ensure", "judge_company", "judge_products", "snooze"]
