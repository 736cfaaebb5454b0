"""Somebody asked for what was not there."""

from __future__ import annotations

from typing import Any

from digiboost.identity.service import record_audit
from digiboost.kernel import live
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.ids import new_id
from digiboost.kernel.outbox import emit
from digiboost.sales import repository, summaries
from digiboost.sales.errors import (
    MissedSaleIdReused,
)
from digiboost.sales.events import SaleMissed
from digiboost.sales.moments import moment
from digiboost.sales.schemas import (
    MissedSaleIn,
    MissedSaleOut,
)


def record_missed_sale(tx: Tx, wanted: MissedSaleIn) -> MissedSaleOut:
    """Notes that somebody asked for what was not there. Raises NotFound for an unknown product,
    MissedSaleIdReused for a known id with another content."""
    received_at = now()
    occurred_at = moment(wanted.occurred_at, received_at)
    if wanted.id is not None:
        repository.wait_for_id(tx, "missed_sale", wanted.id)
        if (stored := repository.missed_sale(tx, wanted.id)) is not None:
            if (stored["product_id"], stored["quantity"]) != (wanted.product_id, wanted.quantity) or (
                wanted.occurred_at is not None and stored["occurred_at"] != wanted.occurred_at
            ):
                raise MissedSaleIdReused
            return MissedSaleOut.model_construct(**stored)
    product = repository.shelf(tx, [wanted.product_id], None, None)[0]
    if product["id"] is None:
        raise NotFound
    day = day_of(occurred_at, product["time_zone"])
    row: dict[str, Any] = {
        "id": wanted.id or new_id(),
        "product_id": wanted.product_id,
        "quantity": wanted.quantity,
        "occurred_at": occurred_at,
        "received_at": received_at,
        "user_id": tx.actor.user_id,
    }
    repository.insert_missed_sale(tx, row, day)
    version = summaries.move_version(tx)
    summaries.Changes(tx).missed(day, wanted.product_id, wanted.quantity)
    emit(
        tx,
        SaleMissed(
            payload={
                "missed_sale_id": row["id"],
                "product_id": wanted.product_id,
                "quantity": wanted.quantity,
                "day": day,
            }
        ),
    )
    record_audit(tx, "sale.missed", "missed_sale", row["id"])
    live.publish_after_commit(tx, "overview", {"version": version})
    return MissedSaleOut.model_construct(**row)
