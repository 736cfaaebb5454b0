"""Beat finds the companies whose night it is; each company's books are checked, and what is wrong is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from tests.factories.people import open_company


@pytest.fixture
def worker(stack: Any, app: Any) -> Any:
    from digiboost import worker

    worker.worker_engine.cache_clear()
    return worker


def test_only_companies_where_it_is_two_in_the_morning_are_called(client: Any, worker: Any) -> None:
    dakar = open_company(client, time_zone="Africa/Dakar").tenant_id
    douala = open_company(client, time_zone="Africa/Douala").tenant_id
    two_in_dakar = {str(one) for one in worker.companies_at_night(datetime(2026, 11, 20, 2, 10, tzinfo=UTC))}
    assert dakar in two_in_dakar
    assert douala not in two_in_dakar
    assert douala in {str(one) for one in worker.companies_at_night(datetime(2026, 11, 20, 1, 59, tzinfo=UTC))}


def test_a_night_tells_of_books_that_were_tampered_with(shop: Any, worker: Any, stack: Any) -> None:
    made = shop.post("/products", {"name": "Ciment 50 kg", "sale_price": 4500})
    assert made.status_code == 201, made.text

    def findings() -> dict[str, list[str]]:
        found = {}
        for name, work in worker.NIGHTLY.items():
            with Tx(worker.worker_engine(), system_actor(UUID(shop.tenant_id))) as tx:
                found[name] = work(tx)
        return found

    assert not any(findings().values())
    admin = stack.environment()["DIGIBOOST_ADMIN_DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(admin) as connection:
        connection.execute("UPDATE stock_summaries SET products = products + 1 WHERE tenant_id = %s", (shop.tenant_id,))
        connection.execute(
            "UPDATE audit_entries SET action = 'nothing' WHERE tenant_id = %s AND seq = 1", (shop.tenant_id,)
        )
    wrong = findings()
    assert wrong["inventory.drift"]
    assert wrong["identity.audit"]
    before = worker.NIGHT_FINDINGS.labels("inventory.drift")._value.get()
    worker.run_night(shop.tenant_id)
    assert worker.NIGHT_FINDINGS.labels("inventory.drift")._value.get() > before


def test_a_room_that_fails_at_night_does_not_keep_the_others_waiting(
    shop: Any, worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def broken(tx: Tx) -> list[str]:
        raise RuntimeError("this room fails")

    def counting(tx: Tx) -> list[str]:
        done.append(str(tx.tenant_id))
        return []

    monkeypatch.setattr(worker, "NIGHTLY", {"a.breaks": broken, "b.counts": counting})
    with pytest.raises(ExceptionGroup, match="1 of 2 rooms"):
        worker.run_night(shop.tenant_id)
    assert done == [shop.tenant_id]
