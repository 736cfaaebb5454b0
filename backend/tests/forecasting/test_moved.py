"""Between two nights: what moved is foretold anew, and a sale does nothing for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.forecasting import jobs
from digiboost.forecasting import service as forecasting
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.events import reactions
from digiboost.kernel.jobs import celery_app, worker_engine
from digiboost.sales.events import SaleRecorded
from digiboost.wiring import wire
from digiboost.worker import SCHEDULE
from tests.factories.stock import transaction
from tests.factories.trade import sell
from tests.forecasting.shop import past, sell_history, today


def behind(shop: Any) -> list[UUID]:
    from digiboost.forecasting import repository

    with Tx(worker_engine(), None) as tx:
        company = UUID(shop.tenant_id)
        return repository.moved(tx, [company], now() - timedelta(hours=26), 100).get(company, [])


def stored(app: Any, shop: Any, item: UUID) -> dict[str, Any]:
    with transaction(app, shop.tenant_id) as tx:
        row = tx.row(
            "SELECT stock_out_on, daily, on_hand FROM product_outlooks WHERE tenant_id = %s AND product_id = %s",
            (tx.tenant_id, item),
        )
        assert row is not None
        return row


def test_what_moved_is_foretold_anew(app: Any, shop: Any, neighbour: Any) -> None:
    item, still = past(app, shop, [4.0] * 30, left=40), past(app, shop, [4.0] * 30, left=40)
    past(app, neighbour, [4.0] * 30, left=40)
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx)
    assert behind(shop) == []
    assert stored(app, shop, item)["stock_out_on"] == today() + timedelta(days=9)
    sell(shop, (str(item), 30))
    # A phone brings what it sold the days before, too.
    with transaction(app, shop.tenant_id) as tx:
        sell_history(tx, item, today() - timedelta(days=3), [30.0, 0, 0])
    assert behind(shop) == [item]
    jobs.moved(worker_engine(), UUID(shop.tenant_id), behind(shop))
    found = stored(app, shop, item)
    assert (found["on_hand"], found["daily"]) == (10_000, 5)
    assert today() < found["stock_out_on"] <= today() + timedelta(days=2)
    assert stored(app, shop, still)["on_hand"] == 40_000
    assert behind(shop) == []
    # Twice does no more than once.
    jobs.moved(worker_engine(), UUID(shop.tenant_id), [item])
    assert stored(app, shop, item) == found


def test_the_look_sends_jobs_and_a_sale_sends_none(app: Any, shop: Any, monkeypatch: Any) -> None:
    wire()
    assert reactions.of(SaleRecorded.type) == []
    assert "forecasting.look" in SCHEDULE
    item = past(app, shop, [4.0] * 30, left=40)
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx)
    sell(shop, (str(item), 1))
    sent: list[tuple[str, list[Any], str]] = []
    monkeypatch.setattr(celery_app, "send_task", lambda name, args, queue: sent.append((name, args, queue)))
    assert jobs.look(worker_engine()) >= 1
    assert (jobs.MOVED, [shop.tenant_id, [str(item)]], "default") in sent
