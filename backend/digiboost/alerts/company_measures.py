"""What each rule says of the company as a whole. Shares are 0 to 1, money is minor units, days are the tenant's.

A share clears one point above (a failure rate: below) its threshold. Revenue below an amount is judged when its
period is over, above an amount at once. A day's sales are unusual when they lie far from those of the same weekday
in the eight weeks before: the robust z of Iglewicz and Hoaglin, 0.6745 x (revenue - median) / MAD, judged when the
day is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median

from digiboost.alerts import repository
from digiboost.alerts.types import CLEAR, Rule, RuleType, Verdict
from digiboost.identity.service import company
from digiboost.kernel.clock import day_of, monday_of
from digiboost.kernel.db.tx import Tx
from digiboost.statistics import service as statistics

MARGIN = 0.01
DAYS_NEEDED = 7
"""Before a week of days is known, an empty shelf says little of how often something was there. A customer who was
sent away counts at once."""
SENDS_NEEDED = 5
"""One number that was mistyped is no failing service."""
WEEKS = 8
WEEKDAYS_NEEDED = 4
SENSITIVITY = {"low": 5.0, "normal": 3.5, "high": 2.5}
"""|z| from which a day is unusual; 3.5 is what Iglewicz and Hoaglin advise."""
LEAST_SPREAD = 0.05
"""Of the median: weeks that are all alike make no small difference unusual."""


def is_daily(rule: Rule) -> bool:
    """Whether it speaks of a day or a period that is over."""
    return rule.type == RuleType.SALES_ANOMALY or (
        rule.type == RuleType.REVENUE and rule.params["direction"] == "below"
    )


def verdict(tx: Tx, rule: Rule, at: datetime) -> Verdict:
    today = day_of(at, company(tx).time_zone)
    match rule.type:
        case RuleType.SERVICE_RATE:
            name, value, days = statistics.service_rate(tx, today, int(rule.params["days"]))
            return service_rate(rule, name, value, days)
        case RuleType.REVENUE:
            return _revenue(tx, rule, today)
        case RuleType.SALES_ANOMALY:
            return _anomaly(tx, rule, today)
        case RuleType.FAILURE_RATE:
            return failure_rate(rule, *repository.failures(tx, at - timedelta(hours=24)))
    raise ValueError(f"{rule.type} is not about the company")


def service_rate(rule: Rule, name: str, value: float | None, days: int) -> Verdict:
    """``name`` is what ``statistics`` calls the figure: the fill rate where missed sales were noted, else the
    availability."""
    if value is None or (name == "availability" and days < min(DAYS_NEEDED, int(rule.params["days"]))):
        return CLEAR
    threshold = float(rule.params["percent"]) / 100
    fires: bool | None = value < threshold
    if not fires and value < min(1.0, threshold + MARGIN):
        fires = None
    return Verdict(fires, value, threshold, details={"measure": name, "days": days})


def failure_rate(rule: Rule, sends: int, failed: int) -> Verdict:
    """Of the messages of the last 24 hours whose end is known."""
    if sends < SENDS_NEEDED:
        return CLEAR
    share, threshold = failed / sends, float(rule.params["percent"]) / 100
    fires: bool | None = share > threshold
    if not fires and share > max(0.0, threshold - MARGIN):
        fires = None
    return Verdict(fires, share, threshold, urgency=2, details={"sends": sends, "failed": failed})


# -- revenue ------------------------------------------------------------------------------------


def period_of(period: str, day: date) -> tuple[date, date]:
    """The first and the last day of the day, week (Monday first) or month that ``day`` lies in."""
    if period == "day":
        return day, day
    if period == "week":
        return monday_of(day), monday_of(day) + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _revenue(tx: Tx, rule: Rule, today: date) -> Verdict:
    period, amount = str(rule.params["period"]), int(rule.params["amount"])
    begun = period_of(period, today)[0]
    if rule.params["direction"] == "above":
        first, last = begun, today
    else:
        first, last = period_of(period, begun - timedelta(days=1))
        if last < day_of(rule.created_at, company(tx).time_zone):
            # Over before anybody asked.
            return CLEAR
    value = repository.revenue(tx, first, last)
    fires = value > amount if rule.params["direction"] == "above" else value < amount
    details = {"period": period, "direction": rule.params["direction"], "from": first.isoformat()}
    return Verdict(fires, float(value), float(amount), occasion=first.isoformat(), details=details)


# -- unusual sales ------------------------------------------------------------------------------


def _anomaly(tx: Tx, rule: Rule, today: date) -> Verdict:
    day = today - timedelta(days=1)
    first = repository.first_sales_day(tx)
    if first is None:
        return CLEAR
    weekdays = [day - timedelta(weeks=back) for back in range(1, WEEKS + 1)]
    taken = repository.revenues(tx, [day, *weekdays])
    return unusual(rule, day, taken.get(day, 0), [taken.get(one, 0) for one in weekdays if one >= first])


def unusual(rule: Rule, day: date, revenue: int, before: Sequence[int]) -> Verdict:
    """``before``: the revenue of the same weekday in the weeks before, those without any sale included."""
    if len(before) < WEEKDAYS_NEEDED:
        return CLEAR
    usual = float(median(before))
    spread = max(float(median(abs(one - usual) for one in before)), abs(usual) * LEAST_SPREAD)
    if spread == 0:
        # A weekday on which nothing is ever sold says nothing of one on which something was.
        return CLEAR
    z = 0.6745 * (revenue - usual) / spread
    fires = abs(z) >= SENSITIVITY[str(rule.params["sensitivity"])]
    details = {"day": day.isoformat(), "z": round(z, 2), "weekdays": len(before)}
    return Verdict(fires, float(revenue), usual, occasion=day.isoformat(), details=details)
