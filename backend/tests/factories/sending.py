"""A company that sends people out, through the public API and a worker that works when it is told to."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from digiboost.dispatch import service as dispatch
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.requests import service as requests
from digiboost.requests.types import AnsweredBy, By
from tests.factories.alerts import work
from tests.factories.people import Person
from tests.factories.providers import sign_in

MERMOZ = (14.7050, -17.4750)
NORTH_KM = 1 / 111.2 / 1.3
"""Degrees of latitude that are one kilometre of streets."""
_numbers = itertools.count(1)


def phone() -> str:
    return f"+2217{uuid4().int % 10**8:08d}"


def _ok(answer: Any, *statuses: int) -> Any:
    assert answer.status_code in (statuses or (200, 201)), answer.text
    return answer.json() if answer.content else None


@dataclass
class Sent:
    """A provider, and how they sign in where they do."""

    id: str
    name: str
    phone: str
    person: Person | None = None


@dataclass
class Company:
    """Plumbing in Mermoz, Dakar."""

    owner: Person
    service: str = ""
    zone: str = ""
    providers: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        zone = {"name": "Mermoz", "city": "Dakar", "latitude": MERMOZ[0], "longitude": MERMOZ[1]}
        self.service = _ok(self.owner.post("/services", {"name": "Plomberie"}))["id"]
        self.zone = _ok(self.owner.post("/zones", zone))["id"]

    @property
    def tenant_id(self) -> UUID:
        return UUID(self.owner.tenant_id)

    def settings(self, **wanted: Any) -> None:
        _ok(self.owner.patch("/dispatch/settings", wanted))

    def provider(self, *, km: float = 1.0, signs_in: bool = False, **wanted: Any) -> Sent:
        """Somebody who lives ``km`` of streets away."""
        number = next(_numbers)
        body = {
            "name": f"Prestataire {number:04}", "phone": phone(), "service_ids": [self.service],
            "zone_ids": [self.zone], "latitude": MERMOZ[0] + km * NORTH_KM, "longitude": MERMOZ[1], "capacity": 3,
            **wanted,
        }  # fmt: skip
        made = _ok(self.owner.post("/providers", body))
        one = Sent(made["id"], body["name"], body["phone"])
        if signs_in:
            one.person = sign_in(self.owner, made)
            with self.tx() as tx:
                given = (one.phone, tx.tenant_id, one.person.user_id)
                tx.run("UPDATE users SET phone = %s WHERE tenant_id = %s AND id = %s", given)
        self.providers.append(one)
        return one

    def edit(self, one: Sent, **wanted: Any) -> None:
        _ok(self.owner.patch(f"/providers/{one.id}", wanted))

    def absent(self, one: Sent) -> None:
        today = now().date().isoformat()
        _ok(self.owner.post(f"/providers/{one.id}/absences", {"first": today, "last": today}))

    def ask(self, **wanted: Any) -> str:
        """A request that nobody searched for yet (``work`` does)."""
        body = {
            "client_name": "Fatou Sow", "client_phone": "+221781234567", "service_id": self.service,
            "zone_id": self.zone, "landmark": "Face à la pharmacie", **wanted,
        }  # fmt: skip
        return str(_ok(self.owner.post("/requests", body))["id"])

    def work(self) -> None:
        work(self.owner)

    def asked(self, **wanted: Any) -> str:
        request_id = self.ask(**wanted)
        self.work()
        return request_id

    def request(self, request_id: str) -> dict[str, Any]:
        found: dict[str, Any] = _ok(self.owner.get(f"/requests/{request_id}"))
        return found

    def state(self, request_id: str) -> str:
        return str(self.request(request_id)["state"])

    def offers(self, request_id: str, state: str | None = None) -> list[dict[str, Any]]:
        """The offers of a request, the earliest wave and the best rank first."""
        found = [one for one in self.request(request_id)["offers"] if state in (None, one["state"])]
        return sorted(found, key=lambda one: (one["created_at"], one["rank"]))

    def asked_now(self, request_id: str) -> list[str]:
        return [one["provider_id"] for one in self.offers(request_id, "open")]

    def look(self, at: datetime | None = None) -> datetime | None:
        """What the clock does at ``at``; when it wants to look again."""
        at = at or now()
        with self.tx() as tx:
            dispatch.expire(tx, at)
        with self.tx() as tx:
            waiting = dispatch.waiting(tx, 100)
        for request_id in waiting:
            with self.tx() as tx:
                dispatch.attempt(tx, request_id, at=at)
        with self.tx() as tx:
            return dispatch.plan(tx, at)

    def let_expire(self, request_id: str) -> None:
        """The open offers of a request pass, and what follows follows."""
        last = max(datetime.fromisoformat(one["expires_at"]) for one in self.offers(request_id, "open"))
        self.look(last + timedelta(seconds=1))

    def tx(self) -> Tx:
        return Tx(worker_engine(), system_actor(self.tenant_id))

    def query(self, text: str, *values: Any) -> list[dict[str, Any]]:
        with self.tx() as tx:
            return tx.rows(text, values)

    def messages(self, kind: str = "offer") -> list[dict[str, Any]]:
        return self.query(
            "SELECT n.*, (SELECT coalesce(json_agg(json_build_object('id', s.id, 'channel', s.channel, 'state',"
            " s.state, 'address', s.address) ORDER BY s.position, s.id), '[]') FROM notification_sends s"
            " WHERE s.tenant_id = n.tenant_id AND s.notification_id = n.id) AS sends FROM notifications n"
            " WHERE n.tenant_id = %s"
            " AND n.kind = %s ORDER BY n.created_at, n.id",
            self.tenant_id, kind,
        )  # fmt: skip

    def redirected(self) -> list[dict[str, Any]]:
        """What clients were told because somebody went away."""
        return [one for one in self.messages("request") if one["template"] == "dispatch.redirected"]

    def offer(self, request_id: str, one: Sent) -> dict[str, Any]:
        """The last offer of a request to somebody."""
        return [offer for offer in self.offers(request_id) if offer["provider_id"] == one.id][-1]

    def accept(self, request_id: str, one: Sent) -> None:
        """As the provider, in the application."""
        with self.tx() as tx:
            requests.accept_offer(tx, UUID(self.offer(request_id, one)["id"]), UUID(one.id), AnsweredBy.APP)
        self.work()

    def decline(self, request_id: str, one: Sent) -> None:
        with self.tx() as tx:
            offer_id = UUID(self.offer(request_id, one)["id"])
            requests.decline_offer(tx, offer_id, UUID(one.id), "Trop loin", AnsweredBy.APP)
        self.work()

    def relaunch(self, request_id: str) -> None:
        with self.tx() as tx:
            requests.relaunch(tx, UUID(request_id), By.CLIENT)
        self.work()

    def give_back(self, request_id: str) -> None:
        with self.tx() as tx:
            requests.give_back(tx, UUID(request_id), By.PROVIDER, "En panne")
        self.work()

    def cancel(self, request_id: str) -> None:
        with self.tx() as tx:
            requests.cancel(tx, UUID(request_id), By.OPERATOR, "Réglé")
        self.work()
