"""``digiboost forecast``: the engine on files, as it is scored.

Reads sales (sku, date, qty; a day without a line is a day without sales), skus (sku, category, unit_price) and tasks
(sku, cutoff, stock_on_hand), and writes for each task what follows its cutoff: the mean and quantiles of the demand of
15 days, the chance that it reaches the stock and the likely day, a reorder point and the level to order up to. What
was sold after a cutoff is not looked at.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from digiboost.forecasting.engine import classes, stockout
from digiboost.forecasting.engine.foretell import HORIZON, LEVELS, forecast
from digiboost.forecasting.engine.past import Past

WRITTEN = {"q025": 0.025, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q95": 0.95, "q975": 0.975}
LEAD_DAYS = 8
"""Seven days until what is ordered arrives, and the one until somebody looks."""
REORDER_LEVEL = 0.9


def run(sales: Path, skus: Path, tasks: Path, out: Path) -> int:
    """Writes ``out``; how many forecasts are in it. Raises KeyError for a column that is missing, ValueError for a
    figure or a day that is none."""
    wanted: dict[str, list[tuple[str, float]]] = {}
    for row in _rows(tasks):
        wanted.setdefault(row["cutoff"][:10], []).append((row["sku"], float(row["stock_on_hand"] or 0)))
    about = {row["sku"]: row for row in _rows(skus)}
    written = 0
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        days = [f"d{day:02d}" for day in range(1, HORIZON + 1)]
        names = ["sku", "cutoff", "mean15", *WRITTEN, "p_stockout15", "stockout_day", "rop", "order_up_to"]
        writer.writerow([*names, "class", *days])
        for cutoff in sorted(wanted):
            writer.writerows(_answers(sales, about, cutoff, wanted[cutoff]))
            written += len(wanted[cutoff])
    return written


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _answers(
    sales: Path, about: dict[str, dict[str, str]], cutoff: str, wanted: list[tuple[str, float]]
) -> Iterator[list[object]]:
    place, past = _past(sales, about, cutoff, [sku for sku, _ in wanted])
    told = forecast(past)
    rows = np.array([place[sku] for sku, _ in wanted])
    there = np.array([stock for _, stock in wanted])
    grain = stockout.grain(past.demand)[rows]
    quantiles, mean = told.quantiles[rows], told.mean[rows]
    chance = stockout.chances(quantiles, LEVELS, stockout.edge(there, grain))
    day = stockout.likely_day(chance)
    point = quantiles[:, LEVELS.index(REORDER_LEVEL), LEAD_DAYS - 1]
    kinds = classes.classify(past.demand[rows], past.seen[rows])
    daily = np.diff(mean, axis=1, prepend=0.0)
    for n, (sku, _) in enumerate(wanted):
        yield [
            sku, cutoff, _short(mean[n, -1]),
            *(_short(quantiles[n, LEVELS.index(level), -1]) for level in WRITTEN.values()),
            _short(chance[n, -1]), int(day[n]) if chance[n, -1] >= 0.5 else "",
            _short(point[n]), _short(point[n] + mean[n, -1]), kinds[n], *(_short(one) for one in daily[n]),
        ]  # fmt: skip


def _past(sales: Path, about: dict[str, dict[str, str]], cutoff: str, also: list[str]) -> tuple[dict[str, int], Past]:
    """The sales up to the cutoff, products in the order of their names (neighbours are often of a kind)."""
    sold: list[tuple[str, str, float]] = []
    with sales.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        header = next(reader)
        sku, day, quantity = (header.index(name) for name in ("sku", "date", "qty"))
        sold.extend((row[sku], row[day][:10], float(row[quantity])) for row in reader if row[day][:10] <= cutoff)
    place = {name: n for n, name in enumerate(sorted({one for one, _, _ in sold} | set(also)))}
    first = date.fromisoformat(min((day for _, day, _ in sold), default=cutoff))
    days = (date.fromisoformat(cutoff) - first).days + 1
    column = {(first + timedelta(days=n)).isoformat(): n for n in range(days)}
    demand = np.zeros((len(place), days))
    if sold:
        at = ([place[one] for one, _, _ in sold], [column[day] for _, day, _ in sold])
        np.add.at(demand, at, [quantity for _, _, quantity in sold])
    demand = np.maximum(demand, 0.0)
    known = demand > 0
    begun = np.where(known.any(axis=1), known.argmax(axis=1), days)
    families: dict[str, int] = {}
    family = np.array(
        [families.setdefault(about.get(name, {}).get("category") or "", len(families)) for name in place],
        dtype=np.int64,
    )
    value = np.array([float(about.get(name, {}).get("unit_price") or 1) for name in place])
    seen = np.arange(days)[None, :] >= begun[:, None]
    return place, Past(demand=demand, seen=seen, first=first, value=value, family=family)


def _short(figure: float) -> str:
    return f"{figure:.4g}"
