"""People who are sent out."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from digiboost.identity.models import User
from digiboost.identity.people import give_password
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import insert_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import worker_engine
from digiboost.providers import service as providers
from tests.factories.people import PASSWORD, Person
from tests.factories.stock import transaction


def made(person: Person, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = person.post(path, body)
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()
    return row


def provider(shop: Person, name: str = "Modou Faye", **wanted: Any) -> dict[str, Any]:
    return made(shop, "/providers", {"name": name, "phone": f"77{uuid4().int % 10**7:07d}", **wanted})


def sign_in(shop: Person, one: dict[str, Any]) -> Person:
    """The provider, signed in with a password that they were given besides their telephone."""
    email = f"provider-{uuid4().hex[:10]}@example.com"
    with Tx(worker_engine(), system_actor(UUID(shop.tenant_id))) as tx:
        user = tx.session.get(User, (tx.tenant_id, UUID(one["user_id"])))
        assert user is not None
        user.email = email
        give_password(tx, user, email, PASSWORD)
    answer = shop.client.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return Person(shop.client, answer.json(), email)


def work(
    app: Any, shop: Person, provider_id: str, *, stars: tuple[int, ...] = (), missions: int = 1, service_id: str = ""
) -> None:
    """Missions that were done, and what clients thought of them; straight into the tables."""
    wanted = service_id or made(shop, "/services", {"name": f"Service {new_id()}"})["id"]
    at = now()
    with transaction(app, shop.tenant_id) as tx:
        for one in stars:
            providers.add_rating(tx, UUID(provider_id), one)
        for _ in range(missions):
            insert_row(
                tx,
                "requests",
                {
                    "id": new_id(), "number": uuid4().int % 10**9, "client_name": "Aminata Bâ", "language": "fr",
                    "search_text": "aminata ba", "service_id": wanted, "urgency": "normal", "source": "operator",
                    "state": "service_completed", "percent": 100, "state_at": at, "provider_id": provider_id,
                    "start_code": "1234", "materials_amount": 0, "opened_at": at, "wave": 1, "outcome": "fixed",
                },
            )  # fmt: skip
