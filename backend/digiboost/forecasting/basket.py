"""So much money: the packs that protect most margin.

What a pack protects is the margin of the units that will probably be asked for within the days and would not be there
without it. The next pack of a product never protects more than the one before, so that the packs can be chosen one by
one: by margin for each franc first, then exactly, among the few packs whose place is not clear.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import UUID

from digiboost.catalog.service import require_suppliers
from digiboost.forecasting import advising, foretelling, repository
from digiboost.forecasting.ahead import curve_of
from digiboost.forecasting.coming import NOTHING, on_their_way, orders_of
from digiboost.forecasting.formulas import Curve, demand_within, weights_of
from digiboost.forecasting.predicting import language_of
from digiboost.forecasting.schemas import BasketIn, BasketLine, BasketOut
from digiboost.forecasting.types import PROBABLE
from digiboost.forecasting.wording import basket_reason
from digiboost.identity.service import company
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import MILLI, line_amount
from digiboost.purchasing.service import awaited

WORTH = 0.01
"""A pack that protects less than this share of its price is not worth the money."""
STEPS = 60
"""Of a product that needs more packs, several are one step."""
AT_ONCE = 4_000
"""Choices that are kept side by side; where there are more, those that promise least are given up."""


@dataclass(frozen=True, slots=True)
class Need:
    """Of one product: in each course of events (its share of the chances) the units that could still be sold after
    the goods have come and that are not there."""

    courses: tuple[tuple[float, float], ...]

    def sold(self, units: float) -> float:
        """How many of ``units`` more will be sold, on the mean."""
        return sum(share * min(units, missing) for share, missing in self.courses)

    @property
    def missing(self) -> float:
        return self.sold(math.inf)

    @property
    def is_likely(self) -> bool:
        return sum(share for share, missing in self.courses if missing > 0) >= PROBABLE


@dataclass(frozen=True, slots=True)
class Pack:
    """One step of one product: what it costs (whole minor units, 1 or more) and what margin it protects."""

    product: int
    units: int
    """Thousandths."""
    cost: int
    gain: float

    @property
    def ratio(self) -> float:
        return self.gain / self.cost


def need_of(curve: Curve, days: int, on_hand: float, arrives: int, arrivals: Sequence[tuple[int, float]] = ()) -> Need:
    """``arrives`` is the day on whose morning the goods would be on the shelf (1 is today); ``arrivals`` what is on its
    way already, as in ``ahead.unmet``."""
    coming = [(max(day, 2), units) for day, units in arrivals if day <= days]
    # The gap is widest on the evening before something comes, and on the last one.
    evenings = {day - 1 for day, _ in coming} | {arrives - 1, days}
    early = _gaps(curve, on_hand, coming, [one for one in evenings if 0 < one < arrives])
    late = _gaps(curve, on_hand, coming, [one for one in evenings if arrives <= one <= days])
    missing = (max([0.0, *then]) - max([0.0, *before]) for before, then in zip(early, late, strict=True))
    return Need(tuple((share, max(one, 0.0)) for share, one in zip(weights_of(curve), missing, strict=True)))


def _gaps(
    curve: Curve, on_hand: float, coming: Sequence[tuple[int, float]], evenings: Sequence[int]
) -> list[list[float]]:
    """In each course of events, by which the demand until these evenings is above all that was there."""
    found: list[list[float]] = [[] for _ in curve]
    for evening in evenings:
        there = max(on_hand, 0.0) + sum(units for day, units in coming if day <= evening)
        for gaps, (_, asked) in zip(found, demand_within(curve, evening), strict=True):
            gaps.append(asked - there)
    return found


def packs_of(product: int, need: Need, pack: int, cost: int, margin: int) -> list[Pack]:
    """The steps of a product worth their money, the best first; ``pack`` thousandths at ``cost``, and ``margin`` of a
    unit, minor units."""
    missing = max((units for share, units in need.courses if share > 0), default=0.0)
    wanted = math.ceil(missing * MILLI / pack)
    step = max(1, math.ceil(wanted / STEPS))
    price = -(-pack * step * cost // MILLI)
    found = []
    for n in range(math.ceil(wanted / step)):
        more = need.sold((n + 1) * step * pack / MILLI) - need.sold(n * step * pack / MILLI)
        if more * margin < WORTH * price:
            break
        found.append(Pack(product, step * pack, price, more * margin))
    return found


# -- choosing -----------------------------------------------------------------------------------


def choose(packs: Sequence[Pack], budget: int) -> list[Pack]:
    """The packs that protect most for at most ``budget``.

    Taken by margin for each franc until the money is short, then the rest of the money goes to what still fits. What
    is then certainly in or certainly out (taking or leaving it costs more than could be won elsewhere) stays; among
    the others every choice is weighed that no other one beats at its price.
    """
    ordered = sorted(packs, key=lambda one: (-one.ratio, one.cost, one.product))
    taken = _greedy(ordered, budget)
    costs = list(accumulate((one.cost for one in ordered), initial=0))
    if costs[-1] <= budget:
        return ordered
    full = bisect_right(costs, budget) - 1
    worth = sum(one.gain for one in ordered[:full])
    least, left, ratio = sum(one.gain for one in taken), budget - costs[full], ordered[full].ratio
    sure, open_ = [], []
    for n, one in enumerate(ordered):
        at_best = worth + left * ratio + (one.cost * ratio - one.gain) * (1 if n < full else -1)
        if at_best > least + 1e-9:
            open_.append(one)
        elif n < full:
            sure.append(one)
    rest = budget - sum(one.cost for one in sure)
    better = [*sure, *_weigh(open_, rest, least - sum(one.gain for one in sure))]
    return better if sum(one.gain for one in better) >= least else taken


def _greedy(ordered: Sequence[Pack], budget: int) -> list[Pack]:
    taken = []
    for one in ordered:
        if one.cost <= budget:
            taken.append(one)
            budget -= one.cost
    return taken


@dataclass(slots=True)
class _Choice:
    cost: int
    gain: float
    last: Pack | None = None
    before: _Choice | None = None


def _weigh(packs: Sequence[Pack], budget: int, least: float) -> list[Pack]:
    """The best choice of ``packs`` (by falling ratio), pack after pack: of the choices so far those stay that no other
    one beats at its price, and that could still come to ``least``."""
    costs = list(accumulate((one.cost for one in packs), initial=0))
    gains = list(accumulate((one.gain for one in packs), initial=0.0))

    def promise(choice: _Choice, n: int) -> float:
        """What it comes to at most, with packs in parts from the ``n``-th on."""
        money = budget - choice.cost + costs[n]
        last = bisect_right(costs, money, lo=n) - 1
        part = (money - costs[last]) * packs[last].ratio if last < len(packs) else 0.0
        return choice.gain + gains[last] - gains[n] + part

    choices = [_Choice(0, 0.0)]
    for n, pack in enumerate(packs):
        more = [
            _Choice(one.cost + pack.cost, one.gain + pack.gain, pack, one)
            for one in choices
            if one.cost + pack.cost <= budget
        ]
        kept: list[_Choice] = []
        for one in sorted((*choices, *more), key=lambda one: (one.cost, -one.gain)):
            if (not kept or one.gain > kept[-1].gain) and promise(one, n + 1) >= least - 1e-9:
                kept.append(one)
        if len(kept) > AT_ONCE:
            best = sorted(kept, key=lambda one: -promise(one, n + 1))[:AT_ONCE]
            kept = sorted(best, key=lambda one: one.cost)
        choices = kept
    found: list[Pack] = []
    choice = max(choices, key=lambda one: one.gain, default=None)
    while choice is not None and choice.last is not None:
        found.append(choice.last)
        choice = choice.before
    return found


# -- the basket ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: Mapping[str, Any]
    need: Need
    packs: tuple[Pack, ...]

    @property
    def margin(self) -> int:
        return int(self.row["sale_price"] - self.row["unit_cost"])


def basket(tx: Tx, wanted: BasketIn) -> BasketOut:
    """What to buy with the budget, of one supplier or of all, what protects most for each franc first. Goods count from
    the day on which their supplier would bring them. Raises NotFound for a supplier that is not there."""
    if wanted.supplier_id is not None:
        require_suppliers(tx, [wanted.supplier_id])
    foretelling.make_missing(tx)
    rows = [row for row in repository.needs(tx, None) if row["tracked"] and row["state"] == "known" and row["likely"]]
    if wanted.supplier_id is not None:
        rows = [row for row in rows if row["supplier_id"] == wanted.supplier_id]
    candidates, unpriced = _candidates(tx, rows, wanted.days)
    chosen = choose([pack for one in candidates for pack in one.packs], wanted.budget)
    bought: dict[int, int] = {}
    for pack in chosen:
        bought[pack.product] = bought.get(pack.product, 0) + pack.units
    lines = _lines(tx, candidates, bought, wanted.days)
    return BasketOut.model_construct(
        budget=wanted.budget,
        spent=sum(line.amount for line in lines),
        protects=sum(line.protects for line in lines),
        everything=sum(round(sum(pack.gain for pack in one.packs)) for one in candidates),
        lines=lines,
        left_out=unpriced + sum(bool(one.packs) and n not in bought for n, one in enumerate(candidates)),
    )


def _candidates(tx: Tx, rows: Sequence[Mapping[str, Any]], days: int) -> tuple[list[_Candidate], int]:
    """The products that are needed, and how many more there are whose cost nobody knows."""
    today = day_of(now(), company(tx).time_zone)
    agreed, orders = advising.terms(tx, rows), orders_of(awaited(tx))
    curves = repository.quantiles(tx, [row["product_id"] for row in rows])
    found: list[_Candidate] = []
    unpriced = 0
    for row in rows:
        curve = curve_of(curves[row["product_id"]])
        if not curve:
            # Nothing is foretold of it.
            continue
        lead = math.ceil(agreed.lead(row["supplier_id"])[0])
        coming = on_their_way(orders.get(row["product_id"], NOTHING), today, lead)
        need = need_of(curve, days, row["on_hand"] / MILLI, lead + 1, coming)
        if not row["unit_cost"]:
            unpriced += need.is_likely
            continue
        margin = row["sale_price"] - row["unit_cost"]
        packs = packs_of(len(found), need, row["pack_size"], row["unit_cost"], margin)
        if packs:
            found.append(_Candidate(row, need, tuple(packs)))
    return found, unpriced


def _lines(tx: Tx, candidates: Sequence[_Candidate], bought: Mapping[int, int], days: int) -> list[BasketLine]:
    known = {candidates[n].row["supplier_id"] for n in bought} - {None}
    suppliers = require_suppliers(tx, known)
    amounts = {n: line_amount(quantity, candidates[n].row["unit_cost"]) for n, quantity in bought.items()}
    totals: dict[UUID | None, int] = {}
    for n, amount in amounts.items():
        supplier_id = candidates[n].row["supplier_id"]
        totals[supplier_id] = totals.get(supplier_id, 0) + amount
    tenant, language = company(tx), language_of(tx)
    found = []
    for n, quantity in bought.items():
        one = candidates[n]
        supplier = suppliers.get(one.row["supplier_id"])
        minimum = None if supplier is None else supplier.minimum_order
        short = minimum if minimum is not None and totals[one.row["supplier_id"]] < minimum else None
        sold = one.need.sold(quantity / MILLI)
        protects = round(sold * one.margin)
        found.append(
            BasketLine.model_construct(
                product_id=one.row["product_id"],
                name=one.row["name"],
                unit=one.row["unit"],
                supplier_id=one.row["supplier_id"],
                supplier_name=None if supplier is None else supplier.name,
                quantity=quantity,
                amount=amounts[n],
                protects=protects,
                per_franc=round(protects / max(amounts[n], 1), 3),
                reason=basket_reason(one.row, one.need.missing, sold, days, short, tenant.currency, language),
            )
        )
    return sorted(found, key=lambda line: (-line.per_franc, -line.protects, line.name, line.product_id))
