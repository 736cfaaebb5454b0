"""Calls about requests and missions that must succeed: what they need is there first."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import worker_engine
from digiboost.requests import service as requests
from digiboost.requests.types import OfferWanted
from tests.invariants.kit.world import FIRST_PART, Call, Company

Made = Callable[[Company], str]


def _tx(company: Company) -> Tx:
    return Tx(worker_engine(), system_actor(company.tenant_id))


def _made(company: Company, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = company.owner.post(path, body)
    assert answer.status_code in (200, 201), (path, answer.text)
    made: dict[str, Any] = answer.json()
    return made


def asked(company: Company) -> str:
    """A request that nobody looks at yet."""
    wanted = _made(company, "/services", {"name": str(new_id())})
    where = _made(
        company, "/zones", {"name": str(new_id()), "city": "Dakar", "latitude": 14.69, "longitude": -17.44}
    )  # fmt: skip
    body = {"client_name": "Fatou Sow", "service_id": wanted["id"], "zone_id": where["id"]}
    return str(_made(company, "/requests", body)["id"])


def somebody(company: Company) -> UUID:
    """The provider who signs in."""
    return UUID(company.person("provider").get("/me/provider").json()["id"])


def offered(company: Company) -> tuple[str, str]:
    """A request, and its open offer to them."""
    request_id, later = asked(company), datetime.now(UTC) + timedelta(minutes=5)
    who = somebody(company)
    with _tx(company) as tx:
        requests.begin_search(tx, UUID(request_id), later)
        (offer,) = requests.make_offers(tx, UUID(request_id), [OfferWanted(who, 1, 90.0)], later)
    return request_id, str(offer)


def accepted(company: Company) -> str:
    request_id = asked(company)
    _made(company, f"/requests/{request_id}/assign", {"provider_id": str(somebody(company))})
    return request_id


def started(company: Company) -> str:
    """A repair whose quote waits for the client."""
    request_id = accepted(company)
    with _tx(company) as tx:
        tx.run(
            "UPDATE requests SET state = 'service_started', stage = 'repair', quote = 9000, approved_amount = NULL"
            " WHERE tenant_id = %s AND id = %s",
            (tx.tenant_id, request_id),
        )
    return request_id


def done(company: Company) -> str:
    request_id = started(company)
    _made(company, f"/requests/{request_id}/complete", DONE)
    return request_id


def nobody_found(company: Company) -> str:
    request_id = asked(company)
    with _tx(company) as tx:
        requests.begin_search(tx, UUID(request_id), None)
        requests.give_up(tx, UUID(request_id))
    return request_id


def _request(made: Made, path: str = "", **options: Any) -> Callable[[Company], Call]:
    return lambda company: Call(f"/requests/{made(company)}{path}", **options)


def _mission(path: str, **wanted: Any) -> Callable[[Company], Call]:
    def call(company: Company) -> Call:
        said = {"id": str(new_id()), "occurred_at": datetime.now(UTC).isoformat()}
        body = wanted if "quantity" in wanted else {**said, **wanted}
        return Call(f"/missions/{accepted(company)}{path}", json={"id": said["id"], **body})

    return call


def _offer(path: str, **options: Any) -> Callable[[Company], Call]:
    return lambda company: Call(f"/missions/offers/{offered(company)[1]}{path}", **options)


def _material(company: Company) -> Call:
    path = f"/missions/{accepted(company)}/materials"
    body = {"id": str(new_id()), "name": "Robinet", "quantity": 2, "unit_price": 500}
    answer = company.person("provider").post(path, body)
    assert answer.status_code == 201, answer.text
    return Call(f"{path}/{body['id']}")


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG")
    return out.getvalue()


PICTURE = _picture()


def _announced() -> dict[str, Any]:
    digest = hashlib.sha256(PICTURE).hexdigest()
    return {"id": str(new_id()), "kind": "after", "size": len(PICTURE), "sha256": digest}


def _photo(room: str) -> Callable[[Company], Call]:
    return lambda company: Call(f"/{room}/{accepted(company)}/photos", json=_announced())


def _part(room: str) -> Callable[[Company], Call]:
    """The only part of a small photo."""

    def call(company: Company) -> Call:
        path, body = f"/{room}/{accepted(company)}/photos", _announced()
        who = company.person("provider") if room == "missions" else company.owner
        assert who.post(path, body).status_code == 200
        return Call(f"{path}/{body['id']}/upload", content=PICTURE, headers=FIRST_PART)

    return call


def _token(company: Company, request_id: str) -> str:
    return str(_made(company, f"/requests/{request_id}/link", {})["url"].rsplit("/", 1)[1])


def _public(made: Made, path: str, **options: Any) -> Callable[[Company], Call]:
    return lambda company: Call(f"/public/requests/{_token(company, made(company))}{path}", **options)


def _with_link(company: Company) -> Call:
    request_id = asked(company)
    _token(company, request_id)
    return Call(f"/requests/{request_id}/link")


def _form(company: Company) -> Call:
    answer = company.owner.patch("/requests/settings", {"form_open": True})
    assert answer.status_code == 200, answer.text
    wanted = _made(company, "/services", {"name": str(new_id())})
    body = {"client_name": "Fatou Sow", "service_id": wanted["id"]}
    return Call(f"/public/forms/{answer.json()['form_slug']}", json=body)


def _asking(company: Company) -> Call:
    wanted = _made(company, "/services", {"name": str(new_id())})
    return Call("/requests", json={"client_name": "Fatou Sow", "client_phone": "771234567", "service_id": wanted["id"]})


WHY = {"reason": "Panne"}
DONE = {"outcome": "fixed", "amount": 9000, "after_photo_missing_reason": "Pas d'appareil"}

RECIPES: dict[str, Callable[[Company], Call]] = {
    "POST /requests": _asking,
    "PATCH /requests/settings": lambda c: Call(
        "/requests/settings", json={"cancel_fee": 500, "form_slug": f"atelier-{new_id().hex[-12:]}"}
    ),
    "PATCH /requests/{request_id}": _request(asked, json={"landmark": "Face au marché", "urgency": "urgent"}),
    "POST /requests/{request_id}/notes": _request(asked, "/notes", json={"note": "Rappeler"}),
    "POST /requests/{request_id}/cancel": _request(asked, "/cancel", json=WHY),
    "POST /requests/{request_id}/relaunch": _request(nobody_found, "/relaunch"),
    "POST /requests/{request_id}/assign": lambda c: Call(
        f"/requests/{asked(c)}/assign", json={"provider_id": str(somebody(c))}
    ),
    "POST /requests/{request_id}/give-back": _request(accepted, "/give-back", json=WHY),
    "POST /requests/{request_id}/complete": _request(started, "/complete", json=DONE),
    "POST /requests/{request_id}/reopen": _request(done, "/reopen", json=WHY),
    "POST /requests/{request_id}/approve-quote": _request(started, "/approve-quote", json={"amount": 9000}),
    "POST /requests/{request_id}/link": _request(asked, "/link"),
    "DELETE /requests/{request_id}/link": _with_link,
    "POST /requests/{request_id}/photos": _photo("requests"),
    "PATCH /requests/{request_id}/photos/{photo_id}/upload": _part("requests"),
    "POST /missions/offers/{offer_id}/seen": _offer("/seen"),
    "POST /missions/offers/{offer_id}/accept": _offer("/accept"),
    "POST /missions/offers/{offer_id}/decline": _offer("/decline", json=WHY),
    "POST /missions/offers/{offer_id}/propose": _offer("/propose", json={"at": "2027-11-03T08:00:00+00:00"}),
    "POST /missions/offers/{offer_id}/question": _offer("/question", json={"note": "Quel étage ?"}),
    "POST /missions/{request_id}/steps": _mission("/steps", step="arrived", version=9),
    "POST /missions/{request_id}/notes": _mission("/notes", note="Portail bleu"),
    "POST /missions/{request_id}/materials": _mission("/materials", name="Robinet", quantity=2, unit_price=500),
    "DELETE /missions/{request_id}/materials/{material_id}": _material,
    "POST /missions/{request_id}/photos": _photo("missions"),
    "PATCH /missions/{request_id}/photos/{photo_id}/upload": _part("missions"),
    "POST /public/forms/{slug}": _form,
    "POST /public/requests/{token}/cancel": _public(asked, "/cancel", json={}),
    "POST /public/requests/{token}/relaunch": _public(nobody_found, "/relaunch"),
    "POST /public/requests/{token}/approve": _public(started, "/approve", json={"amount": 9000}),
    "POST /public/requests/{token}/review": _public(done, "/review", json={"stars": 5}),
}
