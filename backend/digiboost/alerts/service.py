"""The door of alerts: rules, the engine, who is told, what they answer."""

from __future__ import annotations

from digiboost.alerts.answering import answer, forget, message, open_message
from digiboost.alerts.handling import acknowledge, snooze
from digiboost.alerts.judging import judge_company, judge_products
from digiboost.alerts.rules import ensure
from digiboost.alerts.sweeping import visit
from digiboost.alerts.telling import tell

__all__ = [
    "acknowledge",
    "answer",
    "ensure",
    "forget",
    "judge_company",
    "judge_products",
    "message",
    "open_message",
    "snooze",
    "tell",
    "visit",
]
