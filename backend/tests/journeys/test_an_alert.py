"""From the sale that empties a shelf to the telephone of who must know: real programs, a real broker, and a server
that holds us to WhatsApp's contract."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories.people import Person, open_company
from tests.invariants.kit.database import connect
from tests.invariants.kit.server import Program, Server, serving
from tests.journeys.conftest import until
from tests.kit.whatsapp import WhatsApp

pytestmark = pytest.mark.alone

PHONE = "+221776543210"
"""Nobody else's in these tests."""


@contextlib.contextmanager
def programs(*arguments: tuple[str, ...], **env: str) -> Iterator[list[Program]]:
    running = [Program(*one, **env) for one in arguments]
    try:
        yield running
    finally:
        for one in running:
            one.stop()
            one.output.close()


def shop_at(server: Server) -> Person:
    shop = open_company(server.client())
    assert shop.patch("/me", {"phone": PHONE}).status_code == 200
    return shop


def emptied(shop: Person, name: str = "Riz brisé 25 kg") -> None:
    supplier = shop.post("/suppliers", {"name": "Dakar Gros"}).json()["id"]
    body = {
        "name": name, "sale_price": 15_000, "unit": "sac", "supplier_id": supplier, "min_stock": 5, "max_stock": 20,
    }  # fmt: skip
    item = shop.post("/products", body).json()["id"]
    assert shop.post("/receipts", {"lines": [{"product_id": item, "quantity": 3}]}).status_code == 201
    sold = shop.post("/sales", {"payment_method": "cash", "lines": [{"product_id": item, "quantity": 3}]})
    assert sold.status_code == 201, sold.text


def test_a_sale_empties_a_shelf_and_a_telephone_rings(stack: Any, whatsapp: WhatsApp) -> None:
    env: Any = whatsapp.settings()
    with serving(**env) as server:
        whatsapp.callback_url = f"{server.url}/api/v1/channels/whatsapp/callback"
        with programs(("worker",), **env):
            shop = shop_at(server)
            emptied(shop)
            until(lambda: len(whatsapp.accepted) > 0)
            time.sleep(1)
            [message] = whatsapp.accepted
            assert message.to == PHONE
            assert message.details["type"] == "template", "nobody has written to us yet"
            template = message.details["template"]
            assert template["name"] == "digiboost_alerte_fr"
            body, *buttons = template["components"]
            company, headline, facts, todo = (one["text"] for one in body["parameters"])
            assert (company, headline) == ("Boutique Awa", "Riz brisé 25 kg : rupture")
            assert facts.startswith("Reste : 0 sac, depuis ")
            assert todo == "Fournisseur : Dakar Gros. À commander : 20 sac."
            answers = [one["parameters"][0]["payload"].split(":")[0] for one in buttons]
            assert answers == ["order", "later", "ignore"]
            assert whatsapp.broken == []

            # What became of it comes back, and the owner sees it.
            until(lambda: shop.get("/notifications").json()["items"][0]["state"] == "delivered")
            [alert] = [one for one in shop.get("/alerts").json()["items"] if one["type"] == "rupture"]
            assert alert["told_at"] is not None


def test_two_beats_send_one_digest(stack: Any, client: Any, whatsapp: WhatsApp) -> None:
    shop = open_company(client)
    assert shop.patch("/me", {"phone": PHONE}).status_code == 200
    item = shop.post("/products", {"name": "Savon", "sale_price": 500, "min_stock": 10}).json()["id"]
    rule = next(one for one in shop.get("/alerts/rules").json()["items"] if one["type"] == "low_stock")
    assert rule["delivery"] == "digest"
    assert shop.post("/stock/counts", {"lines": [{"product_id": item, "counted": 4}]}).status_code == 201
    morning = (datetime.now(UTC) - timedelta(minutes=1)).time().replace(tzinfo=None, second=0, microsecond=0)
    with connect("admin", autocommit=True) as connection:
        connection.execute(
            "UPDATE alert_settings SET digest_day = NULL, digest_at = %s WHERE tenant_id = %s",
            (morning, shop.tenant_id),
        )
        connection.execute("UPDATE alert_watch SET next_at = now() WHERE company_id = %s", (shop.tenant_id,))
    with programs(("worker",), ("beat",), ("beat",), **whatsapp.settings()):
        until(lambda: any(one.to == PHONE for one in whatsapp.accepted), 90)
        # Two more ticks, in which nothing may be sent again.
        time.sleep(22)
    mine = [one for one in whatsapp.accepted if one.to == PHONE]
    assert len(mine) == 1
    assert mine[0].details["template"]["name"] == "digiboost_matin_fr"
    [told] = shop.get("/notifications").json()["items"]
    assert (told["kind"], told["title"]) == ("digest", "Point du matin : 1 alerte")
