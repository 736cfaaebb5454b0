"""An order on its way to the supplier."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.catalog.service import require_suppliers
from digiboost.identity.service import company, record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.i18n import choose_language
from digiboost.kernel.outbox import emit
from digiboost.purchasing import repository, wording
from digiboost.purchasing.errors import OrderCancelled
from digiboost.purchasing.events import OrderSent
from digiboost.purchasing.lead_times import lead_times
from digiboost.purchasing.ordering import OrderState, locked, state_of
from digiboost.purchasing.schemas import SendIn
from digiboost.purchasing.types import ORDER, OrderStatus


@dataclass(frozen=True, slots=True)
class Sent:
    order: OrderState
    message: str
    whatsapp_url: str | None


def send_order(tx: Tx, order_id: UUID, wanted: SendIn) -> Sent:
    """Marks a draft as sent, expected after the supplier's lead time unless a day was named, and gives the message
    for the supplier. An order that was sent before is answered with its message again, unchanged.

    Raises NotFound, VersionConflict, OrderCancelled.
    """
    row = locked(tx, order_id)
    if row["status"] == OrderStatus.CANCELLED:
        raise OrderCancelled
    lines = repository.lines_of(tx, order_id)
    if row["status"] != OrderStatus.DRAFT:
        return _sent(tx, row, lines, repeated=True)
    check_version(tx, row["version"])
    at = now()
    sent_at = min(wanted.occurred_at or at, at)
    expected_on = row["expected_on"]
    if expected_on is None:
        days = math.ceil(lead_times(tx, [row["supplier_id"]])[row["supplier_id"]].days)
        expected_on = day_of(sent_at, company(tx).time_zone) + timedelta(days=days)
    changes = {
        "status": OrderStatus.SENT.value,
        "sent_at": sent_at,
        "sent_by": wanted.channel,
        "expected_on": expected_on,
    }
    version = repository.update_order(tx, order_id, changes, at)
    row |= {**changes, "version": version}
    emit(
        tx,
        OrderSent(
            payload={
                "order_id": order_id,
                "number": row["number"],
                "supplier_id": row["supplier_id"],
                "expected_on": expected_on,
                "product_ids": sorted(line["product_id"] for line in lines),
            }
        ),
    )
    feed.note(tx, ORDER, [order_id])
    record_audit(tx, "order.sent", "order", order_id, channel=wanted.channel)
    return _sent(tx, row, lines, repeated=False)


def _sent(tx: Tx, row: dict[str, Any], lines: list[dict[str, Any]], *, repeated: bool) -> Sent:
    tenant = company(tx)
    supplier = require_suppliers(tx, [row["supplier_id"]])[row["supplier_id"]]
    text = wording.message(
        choose_language(tenant.language),
        tenant.name,
        supplier,
        row["number"],
        day_of(row["sent_at"] or row["created_at"], tenant.time_zone),
        lines,
        row["expected_on"],
        row["note"],
    )
    return Sent(state_of(row, repeated=repeated), text, wording.chat_url(supplier.phone, text))
