"""PostgreSQL is killed while tills post sales: what was acknowledged is there, and a retry doubles nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from digiboost.kernel.ids import new_id
from tests.factories.people import Person, open_company
from tests.invariants.kit.server import PROGRAM, Server, environment
from tools.console import BACKEND
from tools.stack import Stack

pytestmark = pytest.mark.alone

TILLS = 4


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Stack, Server]]:
    """Servers of its own that write to the disk before they acknowledge, and the API on them."""
    for name in list(os.environ):
        if name.startswith("DIGIBOOST_"):
            monkeypatch.delenv(name)
    folder = Path(tempfile.mkdtemp(prefix="digiboost-crash-"))
    with Stack(folder, durable=True, keep=False) as stack:
        env = {
            **stack.environment(), "DIGIBOOST_ENVIRONMENT": "test", "DIGIBOOST_RATE_LIMITS": "false",
            "DIGIBOOST_ARGON2_MEMORY_KIB": "1024", "DIGIBOOST_ARGON2_TIME_COST": "1",
        }  # fmt: skip
        subprocess.run([*PROGRAM, "migrate"], env=environment(**env), cwd=BACKEND, check=True, capture_output=True)
        server = Server(**env)
        try:
            server.wait_ready()
            yield stack, server
        finally:
            server.stop()
            server.output.close()
    shutil.rmtree(folder, ignore_errors=True)


class Till(threading.Thread):
    """Posts sales one after the other; each again with the same key until it is acknowledged."""

    def __init__(self, server: Server, owner: Person, goods: str, closing: threading.Event) -> None:
        super().__init__(daemon=True)
        self.server, self.owner, self.goods, self.closing = server, owner, goods, closing
        self.acknowledged: dict[str, str] = {}
        self.retried = 0
        self.refused: list[str] = []

    def run(self) -> None:
        with self.server.client() as web:
            me = Person(web, self.owner.session, self.owner.email)
            while not self.closing.is_set():
                key = f"till-{new_id()}"
                body = {"payment_method": "cash", "lines": [{"product_id": self.goods, "quantity": 1}]}
                while True:
                    try:
                        answer = me.post("/sales", body, headers={"Idempotency-Key": key}, timeout=20)
                    except httpx.HTTPError:
                        answer = None
                    if answer is not None and answer.status_code == 201:
                        self.acknowledged[key] = answer.json()["id"]
                        break
                    if answer is not None and answer.status_code != 503:
                        self.refused.append(answer.text)
                        return
                    self.retried += 1
                    time.sleep(0.05)


@pytest.mark.parametrize("crashes", [1, pytest.param(10, marks=pytest.mark.chaos)])
def test_crashes_lose_and_double_no_sale(durable: tuple[Stack, Server], crashes: int, record_property: Any) -> None:
    stack, server = durable
    assert stack.postgres is not None
    with server.client() as web:
        owner = open_company(web)
        goods = owner.post("/products", {"code": "S1", "name": "Savon", "sale_price": 500}).json()["id"]
        assert owner.post("/stock/movements", {"product_id": goods, "type": "ENTRY", "quantity": 9000}).is_success
        closing = threading.Event()
        tills = [Till(server, owner, goods, closing) for _ in range(TILLS)]
        for till in tills:
            till.start()
        slowest = 0.0
        for _ in range(crashes):
            time.sleep(1.0)
            stack.postgres.kill()
            time.sleep(0.2)
            started = time.monotonic()
            stack.postgres.start()
            server.wait_ready()
            slowest = max(slowest, time.monotonic() - started)
        time.sleep(0.5)
        closing.set()
        for till in tills:
            till.join(30)
        assert [text for till in tills for text in till.refused] == []
        acknowledged = {sale for till in tills for sale in till.acknowledged.values()}
        assert len(acknowledged) == sum(len(till.acknowledged) for till in tills) > crashes * TILLS
        assert sum(till.retried for till in tills) >= crashes, "a crash was felt"
        with stack.postgres.connect("digiboost") as connection:
            stored = {str(row[0]) for row in connection.execute("SELECT id FROM sales").fetchall()}
            sums = connection.execute(
                "SELECT (SELECT count(*) FROM stock_movements WHERE source = 'sale'), (SELECT sum(quantity) FROM"
                " stock_movements), (SELECT on_hand FROM stock_levels), (SELECT sum(sales) FROM sales_days),"
                " (SELECT count(DISTINCT number) FROM sales), (SELECT count(*) FROM audit_entries WHERE action LIKE"
                " 'sale.%'), (SELECT seq FROM audit_heads), (SELECT count(*) FROM audit_entries)"
            ).fetchone()
    record_property("sales_acknowledged", len(acknowledged))
    record_property("retries", sum(till.retried for till in tills))
    record_property("slowest_recovery_s", round(slowest, 2))
    assert stored == acknowledged
    number = len(stored)
    left = (9000 - number) * 1000
    assert sums is not None
    assert sums[:6] == (number, left, left, number, number, number)
    assert sums[6] == sums[7]
    assert slowest < 10
