"""What waits for a worker, asked of the tables that hold it: the truth, also while no broker and no worker does
anything about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backlog:
    """``waiting``: what is due now; ``oldest_seconds``: for how long the oldest of it has been."""

    work: str
    waiting: int
    oldest_seconds: float


class BacklogCollector(Collector):
    """Asks at each look. When the answer cannot be had (the database is away), that is a figure as well."""

    def __init__(self, ask: Callable[[], Iterable[Backlog]]) -> None:
        self._ask = ask

    def describe(self) -> list[Metric]:
        """Nothing: registering must not ask the database."""
        return []

    def collect(self) -> Iterable[Metric]:
        readable = GaugeMetricFamily("digiboost_backlog_readable", "1 while the tables of waiting work can be asked")
        waiting = GaugeMetricFamily("digiboost_backlog_waiting", "Pieces of work that are due", labels=["work"])
        oldest = GaugeMetricFamily(
            "digiboost_backlog_oldest_seconds", "For how long the oldest of it has been due", labels=["work"]
        )
        try:
            found = list(self._ask())
        except Exception:
            log.exception("the backlog could not be asked for")
            readable.add_metric([], 0.0)
            return [readable]
        readable.add_metric([], 1.0)
        for one in found:
            waiting.add_metric([one.work], one.waiting)
            oldest.add_metric([one.work], one.oldest_seconds)
        return [readable, waiting, oldest]
