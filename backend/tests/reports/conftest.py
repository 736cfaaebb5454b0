from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel import files
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.outbox import deliver
from digiboost.reports import definitions
from digiboost.reports.types import Asked, Definition, Format, Made, Period, Progress, ReportType
from tests.factories.people import Person
from tests.invariants.conftest import log_lines
from tests.invariants.kit.database import connect

__all__ = ["log_lines"]


def paper(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    """A file that says what was asked for."""
    tx.value("SELECT name FROM tenants WHERE id = %s", (tx.tenant_id,))
    tx.release()
    progress(0.5)
    path.write_text(f"{asked.type} {asked.first} {asked.last} {asked.subject_id} {asked.language}")
    return Made(name=f"Papier d'été / {asked.first or 'jour'}", title=f"Papier {asked.first or ''}".strip(), size=3)


def gone(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    raise NotFound


def broken(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    path.write_text("half of it")
    raise RuntimeError("the pen is empty")


def writing(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    tx.run("UPDATE tenants SET name = 'x' WHERE id = %s", (tx.tenant_id,))
    return paper(tx, asked, path, progress)


X, P, R = Format.XLSX, Format.PDF, Format.RECEIPT
KNOWN = (
    Definition(ReportType.STOCK_INVENTORY, (X,), Period.NOW, None, False, True, paper),
    Definition(ReportType.MONTHLY_SYNTHESIS, (P,), Period.MONTH, None, False, True, paper),
    Definition(ReportType.SALES_ANALYSIS, (X,), Period.SPAN, None, False, True, paper),
    Definition(ReportType.CREDIT_STATEMENT, (P,), Period.SPAN, "customer", True, False, paper),
    Definition(ReportType.PURCHASE_ORDER, (P,), Period.NOW, "order", True, False, paper),
    Definition(ReportType.DAILY_CLOSING, (P, R), Period.DAY, "closing", False, True, paper),
)

Draws = Callable[[ReportType, Callable[..., Made]], None]


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> Draws:
    """Every type drawn by ``paper``: what is tried here is the engine. Called, it gives one type another maker."""
    for one in KNOWN:
        monkeypatch.setitem(definitions.DEFINITIONS, one.type, one)

    def draw(wanted: ReportType, make: Callable[..., Made]) -> None:
        known = definitions.DEFINITIONS[wanted]
        changed = Definition(
            known.type, known.formats, known.period, known.subject, known.subject_required, known.schedulable, make
        )
        monkeypatch.setitem(definitions.DEFINITIONS, wanted, changed)

    return draw


def work(shop: Person) -> int:
    """A worker does what waits for this company; how many reports it made or ended."""
    with connect("admin") as connection:
        waiting = connection.execute(
            "SELECT event_id FROM deliveries WHERE company_id = %s AND reaction = 'reports.make' AND state = 'waiting'"
            " ORDER BY created_at",
            (shop.tenant_id,),
        ).fetchall()
    return sum(deliver(worker_engine(), event, UUID(shop.tenant_id), "reports.make") for (event,) in waiting)


def asked(shop: Person, **wanted: Any) -> str:
    answer = shop.post("/reports/generate", {"type": "stock_inventory", **wanted})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def ready(shop: Person, **wanted: Any) -> str:
    report_id = asked(shop, **wanted)
    assert work(shop) == 1
    assert shop.get(f"/reports/{report_id}").json()["state"] == "ready"
    return report_id


def order_of(shop: Person) -> str:
    """A draft of one line."""
    supplier = shop.post("/suppliers", {"name": "Dakar Gros"}).json()["id"]
    item = shop.post("/products", {"name": "Riz brisé 25 kg", "sale_price": 15_000}).json()["id"]
    lines = [{"product_id": item, "quantity": 12, "unit_cost": 11_000}]
    made = shop.post("/purchase-orders", {"supplier_id": supplier, "lines": lines})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def as_system(shop: Person) -> Tx:
    return Tx(worker_engine(), system_actor(UUID(shop.tenant_id)))


def folder(shop: Person) -> Path:
    return files.path_of(UUID(shop.tenant_id), "reports", "x").parent


def age(shop: Person, table: str, column: str, by: timedelta) -> None:
    """Moves a moment of a company's rows into the past."""
    with connect("admin", autocommit=True) as connection:
        connection.execute(f"UPDATE {table} SET {column} = {column} - %s WHERE tenant_id = %s", (by, shop.tenant_id))
