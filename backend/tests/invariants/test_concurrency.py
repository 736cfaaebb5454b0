"""Many at once: companies on few connections, and one key sent by everybody."""

from __future__ import annotations

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx
import pytest
from psycopg import errors

from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.engine import make_engine
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import get_settings
from tests.factories.people import open_company
from tests.invariants.conftest import tenant_of
from tests.invariants.kit.database import Row, connect, count
from tests.invariants.kit.server import Server

THREADS = 50


@pytest.mark.parametrize("transactions", [1_000, pytest.param(10_000, marks=pytest.mark.heavy)])
def test_fifty_threads_on_four_connections_never_see_another_s_row(
    app: Any, two_filled: tuple[dict[str, Row], dict[str, Row]], transactions: int
) -> None:
    tenants = [tenant_of(rows) for rows in two_filled]
    wrong: Counter[str] = Counter()
    engine = make_engine(get_settings().database_url.get_secret_value(), get_settings(), pool_size=4)
    turns = iter(range(transactions))
    lock = threading.Lock()

    def work() -> int:
        done = 0
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                return done
            tenant_id = tenants[turn % 2]
            try:
                with Tx(engine, system_actor(tenant_id)) as tx:
                    _look(tx, tenant_id, wrong)
                    if turn % 7 == 0:
                        with tx.savepoint():
                            tx.run("UPDATE products SET name = name WHERE id IS NOT NULL")
                            _look(tx, tenant_id, wrong)
                    if turn % 11 == 0:
                        raise KeyError("an endpoint that fails")
                    if turn % 13 == 0:
                        tx.value("SELECT 1 / 0")
            except (KeyError, errors.DivisionByZero):
                wrong["raised"] += 1
            except Exception as error:  # noqa: BLE001 - counted, and asserted to be none
                wrong[repr(error)] += 1
            done += 1

    with ThreadPoolExecutor(THREADS) as pool:
        done = sum(pool.map(lambda _: work(), range(THREADS)))
    engine.dispose()
    assert done == transactions
    assert wrong.pop("raised") > transactions / 10
    assert wrong == {}


def _look(tx: Tx, tenant_id: UUID, wrong: Counter[str]) -> None:
    table = random.choice(("products", "sales", "customers", "users", "stock_levels"))
    rows = tx.rows(f"SELECT tenant_id FROM {table}")
    if not rows:
        wrong["nothing seen"] += 1
    for row in rows:
        if row["tenant_id"] != tenant_id:
            wrong[table] += 1


def test_two_hundred_racing_requests_with_one_key_have_one_effect(server: Server, web: httpx.Client) -> None:
    owner = open_company(web)
    goods = owner.post("/products", {"code": "S1", "name": "Savon", "sale_price": 500}).json()["id"]
    assert owner.post("/stock/movements", {"product_id": goods, "type": "ENTRY", "quantity": 1000}).status_code == 201
    body = {"payment_method": "cash", "lines": [{"product_id": goods, "quantity": 2}]}
    headers = {"Idempotency-Key": f"race-{new_id()}"}
    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda _: owner.post("/sales", body, headers=headers), range(200)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replay" not in answer.headers for answer in answers) == 1
    with connect("admin") as connection:
        for table, expected in (("sales", 1), ("sale_lines", 1), ("stock_movements", 2), ("idempotency_keys", 1)):
            assert count(connection, table, "tenant_id = %s", owner.tenant_id) == expected, table
    assert owner.get(f"/stock/levels/{goods}").json()["on_hand"] == 998
    other = owner.post("/sales", {**body, "note": "another"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_one_key_is_each_company_s_own(web: httpx.Client) -> None:
    headers = {"Idempotency-Key": f"shared-{new_id()}"}
    first, second = open_company(web), open_company(web)
    names = [owner.post("/categories", {"name": f"R{n}"}, headers=headers) for n, owner in enumerate((first, second))]
    assert [(answer.status_code, answer.json()["name"]) for answer in names] == [(201, "R0"), (201, "R1")]
    assert "idempotent-replay" not in names[1].headers
