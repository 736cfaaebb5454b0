"""The door of statistics: what the dashboards show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.statistics import repository
from digiboost.statistics.hours import keep_hours
from digiboost.statistics.kpis import kpis
from digiboost.statistics.product_analysis import product_analysis
from digiboost.statistics.sales_analysis import Comparison, TopBy, sales_analysis, tagged_sales_analysis
from digiboost.statistics.spans import keep_spans
from digiboost.statistics.stock_detail import stock_detail

__all__ = [
    "Comparison",
    "TopBy",
    "keep_hours",
    "keep_spans",
    "kpis",
    "overview",
    "product_analysis",
    "sales_analysis",
    "stock_detail",
    "tagged_sales_analysis",
]


def overview(tx: Tx, known_tags: Sequence[str] = (), day: date | None = None) -> tuple[str, bytes | None]:
    """The overview's ETag and its JSON, or None for the JSON when the caller knows it by that tag.

    The tag is made of the versions of the rows that the overview is summed from, the tenant's day, and
    whether the caller may see costs: it changes with the sale that changes the figures, and at the
    tenant's midnight. ``day`` shows the sales as they stood on another day; the stock is always the present one.
    """
    tag, body = repository.overview(tx, now(), day, known_tags, tx.actor.may(Scope.COSTS_READ))
    return tag, None if body is None else body.encode()


def service_rate(tx: Tx, today: date, days: int) -> tuple[str, float | None, int]:
    """How much of what was asked for was there, over ``today`` and the days before it: its name, its value from 0 to
    1, and the days that it speaks of. ``fill_rate`` is served / (served + missed) units where missed sales were noted
    in those days; until then ``availability``, in-stock product-days / tracked product-days. The value is None where
    nothing was sold or tracked."""
    return repository.service_rate(tx, today, days)
