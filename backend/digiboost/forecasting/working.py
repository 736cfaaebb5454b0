"""The night's work: every outlook anew, and how good they would have been on days that are over. It needs numpy, which
takes a fifth of a second to load: processes that only read outlooks never come here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from digiboost.forecasting import history, repository
from digiboost.forecasting.calendar import occasions
from digiboost.forecasting.engine import classes, stockout
from digiboost.forecasting.engine.foretell import HORIZON, LEVELS, Forecast, forecast
from digiboost.forecasting.engine.past import LONGEST_DAYS, Past
from digiboost.forecasting.engine.rhythm import Happening
from digiboost.forecasting.engine.simple import resample
from digiboost.forecasting.measuring import measure
from digiboost.forecasting.types import BACKTESTS, DRAWN_AGAIN, LEARNT, OBSERVED_DAYS, Told
from digiboost.kernel.db.tx import Tx

AT_ONCE = 4_000
"""Products that are foretold together; a larger catalogue goes in parts, in the order of its codes."""
LOW, MIDDLE, HIGH = (LEVELS.index(level) for level in (0.1, 0.5, 0.9))


def everything(tx: Tx, today: date, zone: str, made_at: datetime) -> list[Told]:
    """What the engine says of all products; the night's run is written down."""
    repository.take_time(tx)
    seen = history.read(tx, today, zone, LONGEST_DAYS)
    happenings = calendar_of(tx, seen.first, today + timedelta(days=HORIZON))
    told = _foretold(seen, seen.days, happenings)
    found, expected, learnt = [], 0.0, 0
    measured = measure(seen)
    grain = stockout.grain(seen.demand)
    kinds = classes.classify(seen.demand, seen.seen)
    for rows, part in told:
        worth = part.mean[:, -1] * seen.price[rows]
        expected += float(worth[measured.known[rows]].sum())
        learnt += int(part.learnt.sum())
        for n, row in enumerate(rows):
            found.append(
                Told(
                    product_id=seen.product_ids[row],
                    days_in_stock=int(measured.days[row]),
                    sales=int(seen.sales[row]),
                    daily=float(measured.daily[row]) if measured.known[row] else None,
                    deviation=float(measured.deviation[row]) if measured.known[row] else None,
                    on_hand=int(seen.on_hand[row]),
                    tracked=bool(seen.tracked[row]),
                    # Whole pieces: a demand of 5 reaches 5, so a level lies half a piece lower than its figure.
                    curve=_curve(part.quantiles[n]) if measured.known[row] else {},
                    grain=float(grain[row]),
                    method=LEARNT if part.learnt[n] else DRAWN_AGAIN,
                    demand_class=kinds[row],
                    expected=float(part.mean[n, -1]) if measured.known[row] else None,
                )
            )
    effects = {name: round(effect, 4) for _, part in told for name, effect in part.rhythm.effects.items()}
    repository.write_run(
        tx,
        {
            "cutoff": today - timedelta(days=1), "kind": "night", "method": LEARNT, "products": len(found),
            "learnt": learnt, "effects": repository.as_json(effects), "expected_value": round(expected),
            "made_at": made_at,
        },
    )  # fmt: skip
    _judge(tx, seen, happenings, today, made_at)
    return found


def some(tx: Tx, today: date, zone: str, made_at: datetime, product_ids: Sequence[UUID]) -> list[Told]:
    """These products between two nights: measured anew; what the last night foretold of them stands, and of those
    of which it said nothing their own days are drawn again."""
    seen = history.read(tx, today, zone, OBSERVED_DAYS, product_ids)
    measured = measure(seen)
    kept = repository.curves(tx, seen.product_ids, made_at - timedelta(days=2))
    quantiles, mean = resample(seen.demand, seen.seen, LEVELS, HORIZON)
    grain = stockout.grain(seen.demand)
    kinds = classes.classify(seen.demand, seen.seen)
    found = []
    for n, product_id in enumerate(seen.product_ids):
        known, night = bool(measured.known[n]), kept.get(product_id)
        found.append(
            Told(
                product_id=product_id,
                days_in_stock=int(measured.days[n]),
                sales=int(seen.sales[n]),
                daily=float(measured.daily[n]) if known else None,
                deviation=float(measured.deviation[n]) if known else None,
                on_hand=int(seen.on_hand[n]),
                tracked=bool(seen.tracked[n]),
                curve={} if not known else _curve(quantiles[n]) if night is None else night["quantiles"],
                grain=float(grain[n]),
                method=DRAWN_AGAIN if night is None else night["method"],
                demand_class=kinds[n] if night is None else night["demand_class"],
                expected=None if not known else float(mean[n, -1]) if night is None else night["expected"],
            )
        )
    return found


def calendar_of(tx: Tx, first: date, until: date) -> list[Happening]:
    """The calendar with what the shop says of it: its own day of an entry in place of ours, without what it took
    out."""
    events = repository.calendar_events(tx, first - timedelta(days=60), until + timedelta(days=60))
    return [Happening(one.key, one.first, one.last) for one in occasions(first, until, events) if one.is_active]


def _foretold(
    seen: history.History, days: int, happenings: Sequence[Happening]
) -> list[tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], Forecast]]:
    """By parts of the catalogue, from the first ``days`` columns."""
    parts = max(1, -(-len(seen.product_ids) // AT_ONCE))
    found = []
    for rows in np.array_split(np.arange(len(seen.product_ids)), parts):
        past = Past(
            demand=seen.demand[rows, :days],
            seen=seen.seen[rows, :days],
            first=seen.first,
            value=np.maximum(seen.price[rows], 1.0),
            family=seen.family[rows],
        )
        found.append((rows, forecast(past, happenings)))
    return found


def _judge(tx: Tx, seen: history.History, happenings: Sequence[Happening], today: date, made_at: datetime) -> None:
    """What would have been said on the last ``BACKTESTS`` days whose horizon is over, a horizon apart, where that is
    not known yet; what is older is forgotten."""
    done = repository.backtested(tx)
    newest = max(done, default=None)
    last = today - timedelta(days=1 + HORIZON)
    if newest is not None and newest + timedelta(days=HORIZON) > last:
        return
    # The days that were looked at before keep their place, a horizon apart.
    last = last if newest is None else last - timedelta(days=(last - newest).days % HORIZON)
    for back in range(BACKTESTS):
        cutoff = last - timedelta(days=back * HORIZON)
        if cutoff in done:
            continue
        days = (cutoff - seen.first).days + 1
        if days < 60:
            break
        _backtest(tx, seen, happenings, cutoff, days, made_at)
    repository.forget_runs(tx, last - timedelta(days=BACKTESTS * HORIZON))


def _backtest(
    tx: Tx, seen: history.History, happenings: Sequence[Happening], cutoff: date, days: int, made_at: datetime
) -> None:
    after = slice(days, days + HORIZON)
    rows: list[tuple[UUID, float, float, float, float]] = []
    expected = actual = error = 0.0
    learnt = within = 0
    for part, told in _foretold(seen, days, happenings):
        followed = seen.demand[part, after].sum(axis=1)
        # A product that was out most of the time says nothing of what was asked.
        judged = told.learnt & (seen.seen[part, after].sum(axis=1) >= 0.7 * HORIZON)
        low, middle, high = (told.quantiles[:, level, -1] for level in (LOW, MIDDLE, HIGH))
        price = seen.price[part]
        learnt += int(judged.sum())
        within += int((judged & (followed >= low) & (followed <= high)).sum())
        expected += float((price * told.mean[:, -1])[judged].sum())
        actual += float((price * followed)[judged].sum())
        error += float((price * np.abs(middle - followed))[judged].sum())
        rows += [
            (seen.product_ids[part[n]], float(low[n]), float(middle[n]), float(high[n]), float(followed[n]))
            for n in np.flatnonzero(judged)
        ]
    repository.write_backtests(tx, cutoff, rows)
    repository.write_run(
        tx,
        {
            "cutoff": cutoff, "kind": "backtest", "method": LEARNT, "products": len(rows), "learnt": learnt,
            "effects": repository.as_json({}), "expected_value": round(expected), "actual_value": round(actual),
            "absolute_error": round(error), "within": within, "made_at": made_at,
        },
    )  # fmt: skip


def _curve(quantiles: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> dict[str, list[float]]:
    """As it is stored: three decimals, as quantities have."""
    return {str(level): [round(float(one), 3) for one in path] for level, path in zip(LEVELS, quantiles, strict=True)}
