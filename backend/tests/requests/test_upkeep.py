from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.settings import get_settings
from digiboost.requests import service as requests
from digiboost.requests.types import By
from tests.factories.credit import buyer
from tests.factories.requests import problem
from tests.factories.services import asked, goer, service, zone
from tests.factories.stock import transaction
from tests.requests.test_photos import announced, part, picture


def test_who_leaves_is_forgotten(client: Any, app: Any, shop: Any) -> None:
    fatou = buyer(shop)
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff, moussa = service(tx), zone(tx), goer(tx)
        request_id = asked(tx, plumbing, yoff, customer_id=UUID(fatou), client_phone="771234567", description="Fuite")
        requests.assign(tx, request_id, moussa)
        token = requests.link(tx, request_id).url.rsplit("/", 1)[1]
    assert problem(shop.delete(f"/customers/{fatou}")) == (409, "client_waits")
    assert problem(shop.delete(f"/providers/{moussa}")) == (409, "provider_busy")
    shop.post(f"/requests/{request_id}/cancel", {"reason": "Parti"})
    assert shop.delete(f"/customers/{fatou}").status_code == 204
    assert shop.delete(f"/providers/{moussa}").status_code == 204
    left = shop.get(f"/requests/{request_id}").json()
    assert (left["client_name"], left["client_phone"], left["description"]) == ("Client supprimé", None, None)
    assert client.get(f"/api/v1/public/requests/{token}").status_code == 404


def test_the_night_finds_what_differs(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff, moussa = service(tx), zone(tx), goer(tx)
        made = [asked(tx, plumbing, yoff) for _ in range(3)]
        for request_id in made[:2]:
            requests.assign(tx, request_id, moussa)
        requests.cancel(tx, made[2], By.OPERATOR, "Doublon")
        assert requests.drift(tx) == []
        where = "WHERE tenant_id = %s AND id = %s"
        tx.run(f"UPDATE requests SET state = 'provider_arrived' {where}", (tx.tenant_id, made[0]))
        tx.run(f"UPDATE requests SET materials_amount = 5 {where}", (tx.tenant_id, made[2]))
        tx.run(
            "UPDATE offers SET state = 'withdrawn' WHERE tenant_id = %s AND request_id = %s", (tx.tenant_id, made[1])
        )
        assert requests.drift(tx) == [
            "request 1: provider_arrived at 40 %, its history says provider_accepted",
            "request 3: materials of 5, their sum is 0",
            "request 2: provider_accepted, and its accepted offer is another provider's or none",
        ]


def test_photos_that_never_came_are_dropped(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        request_id = asked(tx, service(tx), zone(tx))
    path, content = f"/requests/{request_id}/photos", picture(64, 48)
    begun = announced(content)
    shop.post(path, begun)
    part(shop, f"{path}/{begun['id']}/upload", content[:100], 0)
    parts = Path(get_settings().files_dir) / shop.tenant_id / "requests" / f"{begun['id']}.parts"
    for days, is_there in ((29, True), (31, False)):
        with transaction(app, shop.tenant_id) as tx:
            at = now() - timedelta(days=days)
            tx.run("UPDATE request_photos SET updated_at = %s WHERE tenant_id = %s", (at, tx.tenant_id))
            assert requests.forget(tx) == []
        assert parts.exists() is is_there
