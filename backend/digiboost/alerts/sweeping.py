"""What time alone changes: the morning's message, snoozes that end, repetitions, groups that wait, figures of a day.

Each company has a moment at which it must be looked at (``alert_watch``); a look sets the next one. Beside it stands a
safety net over all companies, which finds levels that do not agree with the open alerts (``net``).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.alerts import digesting, judging, repository, rules, telling
from digiboost.alerts.types import RuleType
from digiboost.identity.service import company
from digiboost.kernel.clock import now, zone
from digiboost.kernel.db.tx import Tx

REVENUE_EVERY = timedelta(seconds=60)
"""How late a revenue above its amount may be told."""
FIGURES_EVERY = timedelta(hours=1)
SOONEST = timedelta(seconds=5)


def visit(tx: Tx, *, at: datetime | None = None, products: Collection[UUID] = (), everything: bool = False) -> None:
    """Does what is due for this company now, and judges these products, or all. Twice does no more than once."""
    at = at or now()
    repository.take_turn(tx)
    settings = rules.ensure(tx)
    here = at.astimezone(zone(company(tx).time_zone))
    morning = here.time() >= settings["digest_at"] and (settings["digest_day"] or "") < here.date().isoformat()
    if morning:
        judging.judge_products(tx, None, at=at)
        judging.judge_company(tx, at=at, daily=True)
        if settings["digest_on"]:
            digesting.digest(tx, here.date(), at)
        repository.update_settings(tx, {"digest_day": here.date().isoformat()})
    else:
        wanted = None if everything else {*repository.woken(tx, at), *products}
        if wanted is None or wanted:
            judging.judge_products(tx, wanted, at=at)
        judging.judge_company(tx, at=at)
    telling.tell(tx, at=at)
    schedule(tx, at)


def schedule(tx: Tx, at: datetime) -> None:
    """Sets when this company must be looked at again."""
    repository.WATCH.set(tx, next_visit(tx, at))


def next_visit(tx: Tx, at: datetime) -> datetime:
    settings = rules.ensure(tx)
    moments = repository.moments(tx)
    wanted = [next_morning(settings, company(tx).time_zone, at)]
    if moments["waits"] is not None:
        last = settings["told_at"]
        wanted.append(at if last is None else last + timedelta(minutes=settings["group_minutes"]))
    wanted += [moment for moment in (moments["wakes"], moments["repeats"]) if moment is not None]
    for rule in repository.rules(tx):
        if rule.type == RuleType.REVENUE and rule.params["direction"] == "above":
            wanted.append(at + REVENUE_EVERY)
        elif rule.type == RuleType.FAILURE_RATE or (rule.type == RuleType.SERVICE_RATE and moments["company"]):
            wanted.append(at + FIGURES_EVERY)
    return max(min(wanted), at + SOONEST)


def next_morning(settings: dict[str, Any], time_zone: str, at: datetime) -> datetime:
    """The next moment of the day's message on the company's clock."""
    here = at.astimezone(zone(time_zone))
    day = here.date()
    if (settings["digest_day"] or "") >= day.isoformat():
        day += timedelta(days=1)
    return datetime.combine(day, settings["digest_at"], zone(time_zone))
