from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.outbox import deliver
from tests.invariants.kit.database import connect


def test_thin(shop: Any) -> None:
    sup = shop.post("/suppliers", {"name": "Dakar Gros"}).json()["id"]
    item = shop.post("/products", {"name": "Savon", "sale_price": 500}).json()["id"]
    order = shop.post("/purchase-orders", {"supplier_id": sup, "lines": [{"product_id": item, "quantity": 3, "unit_cost": 100}]}).json()["id"]
    made = shop.post("/reports/generate", {"type": "purchase_order", "subject_id": order})
    assert made.status_code == 202, made.text
    with connect("admin") as c:
        rows = c.execute("SELECT event_id FROM deliveries WHERE company_id=%s AND reaction='reports.make'", (shop.tenant_id,)).fetchall()
    for (event,) in rows:
        assert deliver(worker_engine(), event, UUID(shop.tenant_id), "reports.make")
    d = shop.get(f"/reports/{made.json()['id']}").json()
    print(d)
    assert d["state"] == "ready"
    f = shop.get(f"/reports/{d['id']}/download")
    assert f.content.startswith(b"%PDF"), f.text
    print(f.headers)
    link = shop.post(f"/reports/{d['id']}/link").json()
    print(link)
    g = shop.client.get(link["url"].replace("http://testserver", ""))
    assert g.content == f.content
    print(shop.get("/reports/schedules").json())
