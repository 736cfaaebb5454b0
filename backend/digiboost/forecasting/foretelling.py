"""Outlooks: made at night, read with the level of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.forecasting import repository
from digiboost.forecasting.ahead import Ahead, Arrivals, curve_of, edge_of, unmet
from digiboost.forecasting.coming import arrivals
from digiboost.forecasting.formulas import Curve, chance_within, coverage_days, day_reached
from digiboost.forecasting.settings import settings
from digiboost.forecasting.types import ASKED, EARLIEST, HORIZON_DAYS, LATEST, LIKELY, QUANTILES, Outlook, Told
from digiboost.identity.service import company
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import MILLI


def refresh(tx: Tx, product_ids: Sequence[UUID] | None = None) -> int:
    """Makes the outlooks of all products anew, as at night; or of some, from what they sold and the last night's
    forecast. How many. Products that are not active have none."""
    # numpy takes a fifth of a second to load, which a process that only reads outlooks need not spend.
    from digiboost.forecasting import working

    tenant = company(tx)
    made_at = now()
    today = day_of(made_at, tenant.time_zone)
    if product_ids is None:
        told = working.everything(tx, today, tenant.time_zone, made_at)
    else:
        told = working.some(tx, today, tenant.time_zone, made_at, product_ids)
    days = settings(tx).horizon_days
    repository.write_outlooks(tx, [_stored_row(one, today, made_at, days) for one in told])
    if product_ids is None:
        repository.forget_inactive(tx)
    repository.move_version(tx)
    return len(told)


def _stored_row(one: Told, today: date, made_at: datetime, days: int) -> tuple[Any, ...]:
    """``days``: how far the company looks ahead, which is judged now so that nobody who looks has to."""
    state = "not_enough_data" if one.daily is None else "known"
    row = {
        "product_id": one.product_id, "state": state, "days_in_stock": one.days_in_stock, "daily": one.daily,
        "deviation": one.deviation, "on_hand": one.on_hand, "tracked": one.tracked, "horizon_days": HORIZON_DAYS,
        "quantiles": one.curve, "made_at": made_at, "method": one.method, "demand_class": one.demand_class,
        "expected": one.expected, "grain": one.grain,
    }  # fmt: skip
    outlook = _outlook(row, today)
    return (
        one.product_id, state, one.days_in_stock, one.sales, one.daily, one.deviation, one.on_hand,
        outlook.stock_out_on, outlook.stock_out_earliest, outlook.stock_out_latest, outlook.probability, HORIZON_DAYS,
        repository.as_json(one.curve), one.method, one.demand_class, one.expected, one.grain, made_at,
        *_judged(one, days),
    )  # fmt: skip


def _judged(one: Told, days: int) -> tuple[Any, ...]:
    """``ahead_days``, ``ahead_asked``, ``ahead_chance``, ``ahead_day``, ``ahead_unmet``, ``is_asked``."""
    if not one.curve:
        return days, None, None, None, None, False
    look = Ahead(curve_of(one.curve), days, one.on_hand / MILLI, one.grain)
    is_asked = one.curve[str(ASKED)][-1] > 0
    if not one.tracked:
        return days, look.asked, None, None, None, is_asked
    day, lost = (look.likely_day(), unmet(look.curve, days, look.on_hand)) if look.runs_out else (None, None)
    return days, look.asked, look.chance(days), day, lost, is_asked


def outlooks(tx: Tx, product_ids: Sequence[UUID] | None = None) -> dict[UUID, Outlook]:
    """The outlook of each active product, or of those of ``product_ids`` that are active: the demand as it was last
    foretold (made now where it never was), the days and the probability from the level of this moment."""
    return {row["product_id"]: outlook_of(row, today) for today, row in _stored(tx, product_ids)}


def running_out(tx: Tx, within_days: int, probability: float) -> list[Outlook]:
    """The products that run out within ``within_days`` (at most the horizon) with at least this probability although
    what was sent for arrives, the most probable first. The outlooks' ``probability`` and ``horizon_days`` are those of
    the days asked for."""
    today = day_of(now(), company(tx).time_zone)
    # A level above the quantile 1 - p is reached with a chance below p.
    sieve = next((one for one in QUANTILES if one >= 1 - probability), None)
    rows = repository.outlooks(tx, None, None if sieve is None else (sieve, within_days))
    near: list[tuple[dict[str, Any], Outlook]] = []
    for row in rows:
        days = min(within_days, row["horizon_days"])
        outlook = replace(outlook_of(row, today, days), horizon_days=days)
        if outlook.probability is not None and outlook.probability >= probability:
            near.append((row, outlook))
    coming = arrivals(tx, [one.product_id for _, one in near], today) if near else {}
    found = []
    for row, outlook in near:
        more = coming.get(outlook.product_id)
        one = outlook if more is None else _with_arrivals(row, outlook, more, today)
        if one.probability is not None and one.probability >= probability:
            found.append(one)
    return sorted(found, key=lambda one: (-(one.probability or 0), one.stock_out_on or date.max, one.product_id))


def _with_arrivals(row: dict[str, Any], outlook: Outlook, more: Arrivals, today: date) -> Outlook:
    """The chance and the days once what is on its way is counted; days beyond those asked for are not known."""
    look = Ahead(curve_of(row["quantiles"]), outlook.horizon_days, row["on_hand"] / MILLI, row["grain"], more)
    likely, earliest, latest = (
        None if (day := look.day(level)) is None else today + timedelta(days=day - 1)
        for level in (LIKELY, EARLIEST, LATEST)
    )
    return replace(
        outlook,
        probability=look.chance(outlook.horizon_days),
        stock_out_on=likely,
        stock_out_earliest=earliest,
        stock_out_latest=latest,
    )


def outlook_of(row: dict[str, Any], today: date, within: int | None = None) -> Outlook:
    """What a stored row says ``today`` with the level in it: the chance of running out ``within`` so many days."""
    return _outlook(row, today, within)


def make_missing(tx: Tx, product_ids: Sequence[UUID] | None = None) -> bool:
    """Makes the outlooks that never were, of these products or of all; whether there were any."""
    missing = repository.without_outlook(tx, product_ids)
    if missing:
        refresh(tx, missing)
    return bool(missing)


def _stored(tx: Tx, product_ids: Sequence[UUID] | None) -> list[tuple[date, dict[str, Any]]]:
    make_missing(tx, product_ids)
    today = day_of(now(), company(tx).time_zone)
    return [(today, row) for row in repository.outlooks(tx, product_ids)]


def _outlook(row: dict[str, Any], today: date, within: int | None = None) -> Outlook:
    on_hand = row["on_hand"] / 1000
    daily = row["daily"]
    curve = curve_of(row["quantiles"])
    dates: list[date | None] = [None, None, None]
    probability = None
    if curve and row["tracked"]:
        probability = chance_within(curve, within or row["horizon_days"], edge_of(on_hand, row["grain"]))
        if on_hand <= 0 or curve[-1][1][-1] > 0:
            dates = [_date(curve, level, on_hand, today) for level in (LIKELY, EARLIEST, LATEST)]
    return Outlook(
        product_id=row["product_id"],
        state=row["state"],
        days_in_stock=row["days_in_stock"],
        daily=daily,
        deviation=row["deviation"],
        coverage_days=None if daily is None or not row["tracked"] else coverage_days(on_hand, daily),
        stock_out_on=dates[0],
        stock_out_earliest=dates[1],
        stock_out_latest=dates[2],
        probability=probability,
        horizon_days=row["horizon_days"],
        made_at=row["made_at"],
        method=row["method"],
        demand_class=row["demand_class"],
        expected=row["expected"],
    )


def _date(curve: Curve, level: float, on_hand: float, today: date) -> date | None:
    paths = dict(curve)
    day = day_reached(paths[level], on_hand, middle=paths[LIKELY])
    return None if day is None else today + timedelta(days=day - 1)
