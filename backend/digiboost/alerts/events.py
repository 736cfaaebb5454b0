"""What alerts tell; payloads hold ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from digiboost.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Event):
    """Everything is to be judged anew: {rule_id}, without one when the first rules were made."""

    type: ClassVar[str] = "alerts.rules_changed"
