"""The state of all that dashboards say of the stock and of what is to come."""

from __future__ import annotations

from datetime import datetime

from digiboost.forecasting import repository
from digiboost.kernel.clock import day_of
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.kept import tag_of


def tag(tx: Tx, at: datetime, *asked: object) -> str:
    """Of what was ``asked`` at a moment. It moves with the company's feed of changes (every product, level, sale,
    supplier and order is in it), whenever outlooks and classes are made, with the settings of the forecast, with the
    company's own row, and at its midnight. Read it before what it is to name."""
    found = repository.versions(tx)
    return tag_of(tx.tenant_id, day_of(at, found["time_zone"]), *found.values(), *asked)
