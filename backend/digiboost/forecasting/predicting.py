"""The dashboard of what is to come: what runs out and when, what to order from whom, and how good that was before."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.catalog.service import require_suppliers
from digiboost.catalog.types import SupplierFacts
from digiboost.forecasting import advising, foretelling, repository, versions
from digiboost.forecasting.ahead import Ahead, curve_of, unmet
from digiboost.forecasting.coming import NOTHING, Orders, on_their_way, orders_of
from digiboost.forecasting.judged import shop_record
from digiboost.forecasting.prospects import prospects
from digiboost.forecasting.schemas import (
    AdviceLine,
    PredictionsOut,
    ShopReliability,
    StockOutItem,
    SupplierAdvice,
)
from digiboost.forecasting.settings import settings
from digiboost.forecasting.types import EARLIEST, LATEST, LIKELY, Advice
from digiboost.forecasting.wording import reason
from digiboost.identity.service import company
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.kept import Kept
from digiboost.kernel.i18n import DEFAULT, Language
from digiboost.kernel.money import MILLI, line_amount
from digiboost.purchasing.service import awaited

AT_MOST = 200
"""Lines of what runs out."""

KEPT = Kept()

Row = Mapping[str, Any]


def predictions(tx: Tx) -> PredictionsOut:
    """Made now."""
    foretelling.make_missing(tx)
    return _made(tx, now())


def tagged_predictions(tx: Tx, known_tags: Sequence[str]) -> tuple[str, bytes | None]:
    """The tag of the predictions, which leaves ``as_of`` out, and their JSON (``PredictionsOut``); None in its place
    when the caller knows it by that tag."""
    at = now()
    costs, language = tx.actor.may(Scope.COSTS_READ), language_of(tx)
    key, tag = (tx.tenant_id, costs, language), versions.tag(tx, at, costs, language)
    if tag in known_tags:
        return tag, None
    said = KEPT.get(key, tag)
    if said is None:
        if foretelling.make_missing(tx):
            tag = versions.tag(tx, at, costs, language)
        said = _made(tx, at).model_dump_json(exclude={"as_of"}).encode()
        KEPT.put(key, tag, said)
    moment = at.isoformat().replace("+00:00", "Z")
    return tag, b'{"as_of":"%s",%s' % (moment.encode(), said[1:])


def _made(tx: Tx, at: datetime) -> PredictionsOut:
    """Everything for the horizon of the company's settings. Costs are left out for who may not see them."""
    tenant, wishes = company(tx), settings(tx)
    today = day_of(at, tenant.time_zone)
    days = wishes.horizon_days
    orders = orders_of(awaited(tx))
    agreed = advising.terms_of(tx, repository.suppliers(tx))
    sent = {product_id: one.sent for product_id, one in orders.items() if one.sent}
    found = prospects(tx, days, tenant.time_zone, agreed, sent)
    due: list[tuple[Row, Advice]] = []
    for row in found.rows:
        if row["is_due"]:
            one = advising.advise(row, row["sent"], agreed)
            if one is not None and one.is_due and one.quantity > 0:
                due.append((row, one))
    near = [row for row in found.rows if row["is_near"]]
    looks = Looks(tx, days, orders, agreed, today)
    looks.look(row for row in (*near, *(row for row, _ in due)) if not is_judged(row))
    out = _first_out(near, looks)
    looks.look(one.row for one in out if one.row["ahead_unmet"] is None)
    stock_outs = [_stock_out(one, looks, orders.get(one.row["product_id"], NOTHING), today) for one in out]
    return PredictionsOut.model_construct(
        as_of=at,
        horizon_days=days,
        currency=tenant.currency,
        currency_exponent=tenant.currency_exponent,
        known=found.known,
        not_enough_data=found.products - found.known,
        stock_outs=sorted(stock_outs, key=_soonest)[:AT_MOST],
        advice=_by_supplier(tx, due, looks, orders, agreed, today),
        reliability=_reliability(tx),
    )


def is_judged(row: Row) -> bool:
    """Whether a row brings what was said of it when its outlook was made: its shelf holds what it held then, and
    nothing is on its way there."""
    return bool(row["fresh"]) and not row["sent"]


class Looks:
    """What is foretold of products, read where it must be: a row that ``is_judged`` brings it."""

    def __init__(self, tx: Tx, days: int, orders: Mapping[UUID, Orders], agreed: advising.Terms, today: date) -> None:
        self._tx, self.days = tx, days
        self._orders, self._agreed, self._today = orders, agreed, today
        self._known: dict[UUID, Ahead | None] = {}

    def look(self, rows: Iterable[Row]) -> None:
        """Reads the curves of these, all at once."""
        wanted = {row["product_id"]: row for row in rows if row["product_id"] not in self._known}
        if not wanted:
            return
        curves = repository.quantiles(self._tx, sorted(wanted))
        for product_id, row in wanted.items():
            curve = curve_of(curves.get(product_id, {}))
            lead = math.ceil(self._agreed.lead(row["supplier_id"])[0])
            arrivals = on_their_way(self._orders.get(product_id, NOTHING), self._today, lead)
            self._known[product_id] = (
                Ahead(curve, self.days, row["on_hand"] / MILLI, row["grain"], arrivals) if curve else None
            )

    def of(self, row: Row) -> Ahead | None:
        return self._known[row["product_id"]]

    def runs_out(self, row: Row) -> tuple[int, float] | None:
        """The day (1 is today) and the chance; None for what probably does not."""
        if is_judged(row):
            return None if row["ahead_day"] is None else (row["ahead_day"], round(row["ahead_chance"], 3))
        ahead = self.of(row)
        if ahead is None or not ahead.runs_out:
            return None
        return ahead.likely_day(), round(ahead.chance(ahead.days), 3)

    def middle(self, row: Row) -> tuple[int | None, float | None]:
        """The middle day within the horizon, and the chance of running out."""
        if is_judged(row):
            day, chance = row["middle_day"], row["ahead_chance"]
            return None if day is None or day > self.days else day, None if chance is None else round(chance, 3)
        ahead = self.of(row)
        return (None, None) if ahead is None else (ahead.day(LIKELY), round(ahead.chance(ahead.days), 3))


# -- what runs out ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Out:
    row: Row
    day: int
    probability: float


def _first_out(near: Sequence[Row], looks: Looks) -> list[_Out]:
    """What runs out, the soonest and surest first: as many as are shown, and what is as soon and as sure as the last of
    them. What is lost is worth working out for these alone."""
    found = [_Out(row, *out) for row in near if (out := looks.runs_out(row)) is not None]
    found.sort(key=lambda one: (one.day, -one.probability))
    if len(found) <= AT_MOST:
        return found
    last = found[AT_MOST - 1]
    return [one for one in found if (one.day, -one.probability) <= (last.day, -last.probability)]


def _soonest(one: StockOutItem) -> tuple[date, float, int, str]:
    return one.stock_out_on, -one.probability, -one.lost_revenue, one.code


def _stock_out(one: _Out, looks: Looks, orders: Orders, today: date) -> StockOutItem:
    row, days = one.row, looks.days
    if is_judged(row) and row["ahead_unmet"] is not None:
        earliest, latest, units = row["earliest_day"], row["latest_day"], row["ahead_unmet"]
    else:
        ahead = looks.of(row)
        if ahead is None:
            raise LookupError("what runs out has a curve")
        earliest, latest = ahead.day(EARLIEST), ahead.day(LATEST)
        units = unmet(ahead.curve, ahead.days, ahead.on_hand, ahead.arrivals)
    return StockOutItem.model_construct(
        product_id=row["product_id"],
        code=row["code"],
        name=row["name"],
        unit=row["unit"],
        on_hand=row["on_hand"],
        daily=round(row["daily"], 3),
        stock_out_on=today + timedelta(days=one.day - 1),
        # A chance counts half pieces, a course whole ones: by that they may differ.
        earliest=today + timedelta(days=min(one.day, earliest or days) - 1),
        latest=None if latest is None or latest > days else today + timedelta(days=max(one.day, latest) - 1),
        probability=one.probability,
        lost_revenue=round(units * row["sale_price"]),
        arrives_on=orders.arrivals[0][0] if orders.arrivals else None,
    )


# -- what to order ------------------------------------------------------------------------------


def _by_supplier(
    tx: Tx,
    due: Sequence[tuple[Row, Advice]],
    looks: Looks,
    orders: Mapping[UUID, Orders],
    agreed: advising.Terms,
    today: date,
) -> list[SupplierAdvice]:
    """One order for each supplier, the most urgent first; last what has no supplier. An order under the supplier's
    minimum is not raised: ``below_minimum`` says so, and what to add is a person's choice."""
    costs, language = tx.actor.may(Scope.COSTS_READ), language_of(tx)
    groups: dict[UUID | None, list[AdviceLine]] = {}
    for row, one in due:
        line = _line(row, one, looks.middle(row), orders.get(one.product_id, NOTHING), today, language, costs)
        groups.setdefault(one.supplier_id, []).append(line)
    suppliers = require_suppliers(tx, [one for one in groups if one is not None])
    found = [_supplier(None if one is None else suppliers[one], lines, agreed) for one, lines in groups.items()]
    return sorted(found, key=lambda one: (one.supplier_id is None, _urgency(one.lines[0]), one.supplier_name or ""))


def _supplier(supplier: SupplierFacts | None, lines: list[AdviceLine], agreed: advising.Terms) -> SupplierAdvice:
    amounts = [line.amount for line in lines if line.amount is not None]
    total = sum(amounts) if len(amounts) == len(lines) else None
    minimum = None if supplier is None else supplier.minimum_order
    return SupplierAdvice.model_construct(
        supplier_id=None if supplier is None else supplier.id,
        supplier_name=None if supplier is None else supplier.name,
        lead_time_days=None if supplier is None else round(agreed.lead(supplier.id)[0], 2),
        minimum_order=minimum,
        total=total,
        below_minimum=None if total is None or minimum is None else total < minimum,
        lines=sorted(lines, key=lambda line: (_urgency(line), line.name, line.code)),
    )


def _urgency(line: AdviceLine) -> tuple[date, float]:
    return line.stock_out_on or date.max, -(line.probability or 0.0)


def _line(
    row: Row,
    one: Advice,
    middle: tuple[int | None, float | None],
    orders: Orders,
    today: date,
    language: Language,
    costs: bool,
) -> AdviceLine:
    cost = row["unit_cost"] if costs else None
    likely, chance = middle
    return AdviceLine.model_construct(
        product_id=one.product_id,
        code=row["code"],
        name=row["name"],
        unit=row["unit"],
        on_hand=row["on_hand"],
        on_order=orders.sent,
        in_drafts=orders.drafts,
        pack_size=row["pack_size"],
        quantity=one.quantity,
        unit_cost=cost,
        amount=None if cost is None else line_amount(one.quantity, cost),
        basis=one.basis,
        reorder_point=one.reorder_point,
        stock_out_on=None if likely is None else today + timedelta(days=likely - 1),
        probability=chance,
        reason=reason(row, one, language),
    )


def language_of(tx: Tx) -> Language:
    """Of whoever asks."""
    found: Language = tx.notes.get("language", DEFAULT)
    return found


def _reliability(tx: Tx) -> ShopReliability | None:
    """None while no forecast could be judged yet."""
    record = shop_record(tx)
    if not record.forecasts:
        return None
    return ShopReliability.model_construct(
        right=record.right,
        of=record.forecasts,
        shop_error=None if record.total_error is None else round(record.total_error, 4),
        since=record.since,
    )
