"""Figures: one line `name value` each, with the goal beside it, and a JSON file at the end."""

from __future__ import annotations

import json
import os
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from tools.console import ROOT, bold, red, say

RESULTS = ROOT / ".data" / "bench" / "results"
Sense = Literal["<=", ">="]


@dataclass(frozen=True)
class Goal:
    sense: Sense
    value: float

    def met(self, value: float) -> bool:
        return value <= self.value if self.sense == "<=" else value >= self.value


def at_most(value: float) -> Goal:
    return Goal("<=", value)


def at_least(value: float) -> Goal:
    return Goal(">=", value)


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    goal: Goal | None
    note: str

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.goal.met(self.value)


class Figures:
    """What one run measured; `save` writes it to `.data/bench/results/<bench>.json`."""

    def __init__(self, bench: str) -> None:
        self.bench = bench
        self.started = time.time()
        self.load_before = os.getloadavg()
        self.found: list[Figure] = []
        self.raw: list[dict[str, object]] = []
        """The rounds behind the medians."""

    def add(self, name: str, value: float, unit: str = "", goal: Goal | None = None, note: str = "") -> float:
        figure = Figure(name, round(float(value), 4), unit, goal, note)
        self.found.append(figure)
        text = f"{name} {_short(figure.value)}"
        if unit:
            text += f" {unit}"
        if goal is not None:
            verdict = "met" if figure.met else red("MISSED")
            text += f"   goal {goal.sense} {_short(goal.value)} {verdict}"
        if note:
            text += f"   ({note})"
        say(text)
        return figure.value

    def value(self, name: str) -> float:
        return next(figure.value for figure in self.found if figure.name == name)

    def save(self) -> int:
        """Writes the file, repeats the goals, and returns how many were missed."""
        goals = [figure for figure in self.found if figure.goal is not None]
        missed = [figure for figure in goals if not figure.met]
        RESULTS.mkdir(parents=True, exist_ok=True)
        path = RESULTS / f"{self.bench}.json"
        document = {
            "bench": self.bench,
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.started)),
            "seconds": round(time.time() - self.started, 1),
            "machine": {
                "cores": os.cpu_count(),
                "system": platform.platform(),
                "python": platform.python_version(),
                "load_before": self.load_before,
                "load_after": os.getloadavg(),
            },
            "figures": [asdict(figure) | {"met": figure.met} for figure in self.found],
            "rounds": self.raw,
        }
        path.write_text(json.dumps(document, indent=1))
        if goals:
            say()
            say(bold(f"{len(goals) - len(missed)} of {len(goals)} goals met"))
            for figure in missed:
                if figure.goal is not None:
                    wanted = f"{figure.goal.sense} {_short(figure.goal.value)}"
                    say(f"  missed: {figure.name} is {_short(figure.value)}, the goal {wanted}")
        say(f"written to {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")
        return len(missed)


def _short(value: float) -> str:
    if value == int(value) and abs(value) < 1e12:
        return str(int(value))
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.4f}"
