"""When a request will have gone how far: a model of how long each phase takes. Pure: no database, no clock.

The logarithm of a phase's minutes is taken for a normal. Its mean is a rule of thumb (the way at the hour's speed, the
service's usual minutes) plus what was learned: an offset of the company, one of the service, of the zone, of the part
of the day and of the urgency, each drawn towards zero as long as it rests on little (``total / (weight + k)``, the
estimate of a random effect; see Gelman and Hill, Data Analysis Using Regression, chapter 12). The spread is that of the
errors that were made before each case was known, so that it holds what the offsets do not know as well. What is old
weighs less: each case makes the ones before it a little lighter.

Several phases in a row are added as their means and variances, and the sum is taken for a log-normal again (L. F.
Fenton, 1960). A phase that lasts already is a log-normal that is known to be longer than that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import NormalDist

from digiboost.requests.types import Urgency
from digiboost.tracking.types import BEFORE_ARRIVAL, ORDER, Ahead, Basis, Foretold, Level, Phase

LOW, HIGH = 0.1, 0.9
"""The ends of the interval: 80 of 100 cases lie between them."""
FADE = 1 - 1 / 400
"""What a case's weight is multiplied by when the next one comes: about the last 400 count."""
ENOUGH = 8.0
"""The weight from which on history is believed."""
SPREAD, SPREAD_WEIGHT = 0.7, 4.0
"""The spread of the logarithm before anything is known, and how many cases that belief is worth."""
PULL: dict[Level, float] = {
    Level.COMPANY: 3.0, Level.SERVICE: 8.0, Level.ZONE: 12.0, Level.HOUR: 12.0, Level.URGENCY: 12.0,
}  # fmt: skip
"""How many cases it takes until half of what a level shows is believed."""
SHORTEST, LONGEST = 0.2, 24 * 60.0
"""Minutes; what lies beyond them is no phase but a button that was pressed late."""

WAITING_MINUTES, LEAVING_MINUTES, DOOR_MINUTES, UNKNOWN_WAY_MINUTES, SHORTEST_WAY_MINUTES = 10.0, 15.0, 5.0, 25.0, 3.0
DIAGNOSTIC_SHARE = 0.25
"""Of what a service takes, the rest is the repair."""

_NORMAL = NormalDist()
_TAIL = 1e-6
"""A phase that lasts longer than all but these is treated as one that lasts exactly so long."""

UNKNOWN = "?"


def part_of_day(hour: int) -> str:
    """Of an hour of the company's clock, 0 to 23."""
    if hour >= 21 or hour < 6:
        return "night"
    return "morning" if hour < 11 else "midday" if hour < 16 else "evening"


def speed(hour: int) -> float:
    """Kilometres an hour through a city at that hour of the company's clock: 15 when everybody goes to work or home,
    35 at night, 22 between. A guess that only has to be right within a factor of two: the company's own history
    corrects it from the first mission on."""
    if hour in {7, 8, 9, 16, 17, 18, 19}:
        return 15.0
    return 35.0 if hour >= 22 or hour < 6 else 22.0


@dataclass(frozen=True, slots=True)
class Case:
    """What a duration depends on. ``km`` along the way, None when a place is unknown; ``hour`` of the company's
    clock."""

    service: str
    service_minutes: int
    zone: str | None
    urgency: Urgency
    hour: int
    km: float | None

    def levels(self, phase: Phase) -> list[tuple[Level, str]]:
        """The levels that say something about a phase of it, from the widest. A way of which nobody knows how far it
        is has its own: what is learned against the distance says nothing of it."""
        far = UNKNOWN if phase == Phase.ENROUTE and self.km is None else ""
        found = [(Level.COMPANY, ""), (Level.SERVICE, self.service)]
        if self.zone is not None:
            found.append((Level.ZONE, self.zone))
        found += [(Level.HOUR, part_of_day(self.hour)), (Level.URGENCY, self.urgency.value)]
        return [(level, key + far) for level, key in found]

    def every_level(self) -> list[tuple[Level, str]]:
        """Those of any phase."""
        nowhere = replace(self, km=None)
        return [*nowhere.levels(Phase.WAITING), *nowhere.levels(Phase.ENROUTE)]


@dataclass(frozen=True, slots=True)
class Cell:
    """What was learned of one level: the sums of the offsets, and (of the company alone) of the squared errors."""

    weight: float = 0.0
    total: float = 0.0
    squares: float = 0.0


Key = tuple[Phase, Level, str]
Cells = Mapping[Key, Cell]
NOTHING = Cell()


def rule_of_thumb(phase: Phase, case: Case) -> float:
    """Minutes, before anything was learned."""
    match phase:
        case Phase.WAITING:
            return WAITING_MINUTES
        case Phase.ACCEPTED:
            return LEAVING_MINUTES
        case Phase.ENROUTE:
            if case.km is None:
                return UNKNOWN_WAY_MINUTES
            return max(SHORTEST_WAY_MINUTES, case.km / speed(case.hour) * 60)
        case Phase.ARRIVED:
            return DOOR_MINUTES
        case Phase.DIAGNOSTIC:
            return case.service_minutes * DIAGNOSTIC_SHARE
        case Phase.REPAIR:
            return case.service_minutes * (1 - DIAGNOSTIC_SHARE)


def _is_informed(phase: Phase, case: Case) -> bool:
    """Whether the rule of thumb knows something of this case. When somebody is found, and when they leave, is each
    company's own."""
    if phase == Phase.ENROUTE:
        return case.km is not None
    return phase not in {Phase.WAITING, Phase.ACCEPTED}


def _offset(level: Level, cell: Cell) -> float:
    return cell.total / (cell.weight + PULL[level])


def foresee(phase: Phase, case: Case, cells: Cells) -> Ahead:
    """How long the phase takes."""
    levels = case.levels(phase)
    company = cells.get((phase, *levels[0]), NOTHING)
    mu = math.log(rule_of_thumb(phase, case))
    for level, key in levels:
        mu += _offset(level, cells.get((phase, level, key), NOTHING))
    sigma = math.sqrt((company.squares + SPREAD_WEIGHT * SPREAD**2) / (company.weight + SPREAD_WEIGHT))
    if company.weight >= ENOUGH:
        basis = Basis.HISTORY
    else:
        basis = Basis.RULE_OF_THUMB if _is_informed(phase, case) else Basis.NONE
    return Ahead(phase, mu, sigma, basis, company.weight)


def learn(phase: Phase, case: Case, minutes: float, cells: Cells) -> dict[Key, Cell]:
    """The cells that change when a phase took ``minutes``; none for what is no phase (``SHORTEST``, ``LONGEST``)."""
    if not SHORTEST <= minutes <= LONGEST:
        return {}
    changed = _learned(phase, case, minutes, cells)
    if phase == Phase.ENROUTE and case.km is not None:
        changed |= _learned(phase, replace(case, km=None), minutes, cells)
    return changed


def _learned(phase: Phase, case: Case, minutes: float, cells: Cells) -> dict[Key, Cell]:
    error = math.log(minutes / rule_of_thumb(phase, case))
    changed: dict[Key, Cell] = {}
    levels = case.levels(phase)
    for level, key in levels:
        cell = cells.get((phase, level, key), NOTHING)
        changed[phase, level, key] = Cell(cell.weight * FADE + 1, cell.total * FADE + error, cell.squares)
        error -= _offset(level, cell)
    widest = (phase, *levels[0])
    before, made = cells.get(widest, NOTHING), changed[widest]
    changed[widest] = Cell(made.weight, made.total, before.squares * FADE + error**2)
    return changed


# -- moments --------------------------------------------------------------------------------------


def minutes_at(ahead: Ahead, share: float, lasted: float = 0.0) -> float:
    """The whole length of a phase that ``share`` of those take at the most that last longer than ``lasted``."""
    known = _share_below(ahead, lasted)
    normal = _NORMAL.inv_cdf(min(max(known + share * (1 - known), _TAIL), 1 - _TAIL / 10))
    return max(math.exp(ahead.mu + ahead.sigma * normal), lasted)


def _share_below(ahead: Ahead, minutes: float) -> float:
    if minutes <= 0:
        return 0.0
    return min(_NORMAL.cdf((math.log(minutes) - ahead.mu) / ahead.sigma), 1 - _TAIL)


def _rest(ahead: Ahead, lasted: float) -> tuple[float, float]:
    """Mean and variance of what is left of a phase that lasts already (moments of a log-normal cut off below)."""
    mu, sigma = ahead.mu, ahead.sigma
    first, second = math.exp(mu + sigma**2 / 2), math.exp(2 * mu + 2 * sigma**2)
    if lasted <= 0:
        return first, max(second - first**2, 0.0)
    known = _share_below(ahead, lasted)
    cut = min(lasted, math.exp(mu + sigma * _NORMAL.inv_cdf(1 - _TAIL)))
    place = (math.log(cut) - mu) / sigma
    mean = first * _above(place - sigma) / (1 - known)
    square = second * _above(place - 2 * sigma) / (1 - known)
    return max(mean - cut, 0.0), max(square - mean**2, 0.0)


def _above(place: float) -> float:
    """The share of a standard normal above ``place``, exact far out as well."""
    return 0.5 * math.erfc(place / math.sqrt(2))


def _basis(phases: Iterable[Ahead]) -> Basis:
    """The weakest of them."""
    found = {one.basis for one in phases}
    return next(one for one in (Basis.NONE, Basis.RULE_OF_THUMB, Basis.HISTORY) if one in found)


def moment(
    phases: Sequence[Ahead], clock_from: datetime, at: datetime, not_before: datetime | None = None
) -> Foretold | None:
    """When the last of ``phases`` will be over, the first of which runs since ``clock_from``; None where there is not
    enough data. ``not_before``: what was agreed with the client."""
    if not phases or (basis := _basis(phases)) == Basis.NONE:
        return None
    first, start = phases[0], max(clock_from, at)
    lasted = max((at - clock_from).total_seconds() / 60, 0.0)
    if len(phases) == 1:
        found = [minutes_at(first, share, lasted) - lasted for share in (0.5, LOW, HIGH)]
    else:
        moments = [_rest(first, lasted), *(_rest(one, 0.0) for one in phases[1:])]
        mean, variance = max(sum(one for one, _ in moments), 1e-6), sum(one for _, one in moments)
        sigma = math.sqrt(math.log1p(variance / mean**2))
        mu = math.log(mean) - sigma**2 / 2
        found = [math.exp(mu + sigma * _NORMAL.inv_cdf(share)) for share in (0.5, LOW, HIGH)]
    middle, low, high = (max(start + timedelta(minutes=one), not_before or start) for one in found)
    return Foretold(middle, low, high, basis)


def late_from(ahead: Ahead, clock_from: datetime) -> datetime | None:
    """When the phase should be over at the latest; None where that is not known."""
    if ahead.basis == Basis.NONE:
        return None
    return clock_from + timedelta(minutes=minutes_at(ahead, HIGH))


def to_arrival(ahead: Sequence[Ahead]) -> Sequence[Ahead]:
    """Those of the phases that lie before somebody is there; empty when they are there."""
    return [one for one in ahead if one.phase in BEFORE_ARRIVAL]


def way_from(phase: Phase) -> Sequence[Phase]:
    """The phase and those that follow it."""
    return ORDER[ORDER.index(phase) :]
