"""What a service can be told to do wrong, and how often."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["status", "code", "hang_before", "hang_after", "reset_before", "reset_after", "garbage_after"]
"""``before``: the message was not taken. ``after``: it was, and the caller is never told. ``status`` is a plain HTTP
answer; ``code`` an error in the service's own words."""
KINDS: tuple[Kind, ...] = (
    "status", "code", "hang_before", "hang_after", "reset_before", "reset_after", "garbage_after",
)  # fmt: skip


@dataclass
class Fault:
    kind: Kind
    status: int = 503
    code: str = ""
    retry_after: str = ""
    seconds: float = 3.0
    """How long it hangs before the connection is cut."""
    times: int = 1


@dataclass
class Faults:
    """Faults in order, then faults by chance. Every draw comes from ``seed``."""

    rate: float = 0.0
    mixed: list[Fault] = field(default_factory=list)
    seed: int = 1
    planned: list[Fault] = field(default_factory=list)
    happened: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(self.seed)

    def plan(self, fault: Fault) -> None:
        with self._lock:
            self.planned.append(fault)

    def at_random(self, rate: float, mixed: list[Fault]) -> None:
        with self._lock:
            self.rate, self.mixed = rate, mixed

    def clear(self) -> None:
        with self._lock:
            self.planned.clear()
            self.rate, self.mixed = 0.0, []

    def next(self) -> Fault | None:
        with self._lock:
            found = self._draw()
            if found is not None:
                self.happened[found.kind] = self.happened.get(found.kind, 0) + 1
            return found

    def _draw(self) -> Fault | None:
        if self.planned:
            head = self.planned[0]
            head.times -= 1
            if head.times <= 0:
                self.planned.pop(0)
            return head
        if self.mixed and self._random.random() < self.rate:
            return self._random.choice(self.mixed)
        return None


def from_json(given: dict[str, Any]) -> Fault:
    return Fault(**given)
