"""A company that sends people out, and requests that go their way at moments that the test says."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import worker_engine
from digiboost.requests.types import PERCENT, RequestState, Stage
from digiboost.tracking import service as tracking
from digiboost.tracking import sweeping
from tests.factories import services
from tests.factories.people import Person, open_company


class World:
    """Requests are written as their rows: the moments of the rows are the test's own."""

    def __init__(self, client: Any, **wanted: Any) -> None:
        self.owner: Person = open_company(client, company_name="Dépannage Teranga", **wanted)
        self.tenant_id = UUID(self.owner.tenant_id)
        with self.tx() as tx:
            self.service_id = services.service(tx)
            self.zone_id = services.zone(tx)
            self.provider_id = services.goer(tx, latitude=14.70, longitude=-17.45)
        self.numbers = 0

    def tx(self) -> Tx:
        return Tx(worker_engine(), system_actor(self.tenant_id))

    def open(self, tx: Tx, at: datetime, **wanted: Any) -> UUID:
        """A request that was just made, and what follows from it."""
        request_id = self.ask(tx, at, **wanted)
        tracking.opened(tx, request_id, at)
        return request_id

    def ask(self, tx: Tx, at: datetime, **wanted: Any) -> UUID:
        self.numbers += 1
        values: dict[str, Any] = {
            "id": new_id(),
            "number": self.numbers,
            "client_name": "Fatou Sarr",
            "client_phone": "+221776543210",
            "language": "fr",
            "search_text": "fatou",
            "service_id": self.service_id,
            "zone_id": self.zone_id,
            "urgency": "normal",
            "source": "operator",
            "state": RequestState.RECEIVED.value,
            "percent": 5,
            "state_at": at,
            "start_code": "4711",
            "materials_amount": 0,
            "opened_at": at,
            "wave": 0,
            "created_at": at,
            "updated_at": at,
            "version": 1,
            **wanted,
        }
        columns = {"tenant_id": self.tenant_id, **values}
        tx.run(
            f"INSERT INTO requests ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
            list(columns.values()),
        )
        made: UUID = values["id"]
        return made

    def move(
        self,
        tx: Tx,
        request_id: UUID,
        state: RequestState,
        at: datetime,
        *,
        by: str = "provider",
        stage: Stage | None = None,
        heard: bool = True,
        **changes: Any,
    ) -> UUID:
        """A move as the rows tell it; with ``heard`` what follows from it too."""
        row = tx.row("SELECT * FROM requests WHERE tenant_id = %s AND id = %s", (self.tenant_id, request_id))
        assert row is not None
        provider_id = row["provider_id"] or self.provider_id
        if state == RequestState.ACCEPTED:
            changes.setdefault("provider_id", self.provider_id)
        if state == RequestState.SEARCH:
            changes.setdefault("provider_id", None)
        percent = PERCENT.get((state, stage), row["percent"])
        values = {"state": state.value, "stage": stage, "percent": percent, "state_at": at, **changes}
        tx.run(
            f"UPDATE requests SET {', '.join(f'{name} = %s' for name in values)}, version = version + 1"
            " WHERE tenant_id = %s AND id = %s",
            (*values.values(), self.tenant_id, request_id),
        )
        history_id = new_id()
        tx.run(
            "INSERT INTO status_history (tenant_id, id, request_id, kind, from_state, from_stage, to_state, to_stage,"
            " by, provider_id, occurred_at, received_at)"
            " VALUES (%s, %s, %s, 'transition', %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                self.tenant_id, history_id, request_id, row["state"], row["stage"], state.value, stage, by,
                provider_id, at, at,
            ),
        )  # fmt: skip
        if heard:
            tracking.moved(tx, request_id, history_id, at)
        return history_id

    def accepted(self, tx: Tx, at: datetime, **wanted: Any) -> UUID:
        request_id = self.open(tx, at, **wanted)
        self.move(tx, request_id, RequestState.SEARCH, at, by="system")
        self.move(tx, request_id, RequestState.NOTIFIED, at, by="system")
        self.move(tx, request_id, RequestState.ACCEPTED, at)
        return request_id

    def look(self, at: datetime) -> None:
        with self.tx() as tx:
            tracking.visit(tx, at)

    def schedule(self, tx: Tx, at: datetime) -> None:
        sweeping.schedule(tx, at)

    def lines(self, request_id: UUID) -> list[tuple[str, str | None, str | None]]:
        """What happened to the request's escalations: (name, target, reason)."""
        with self.tx() as tx:
            rows = tx.rows(
                "SELECT l.name, l.target, l.reason FROM escalation_events l JOIN escalations e"
                " ON e.tenant_id = l.tenant_id AND e.id = l.escalation_id WHERE l.tenant_id = %s"
                " AND e.request_id = %s ORDER BY l.at, l.id",
                (self.tenant_id, request_id),
            )
        return [(row["name"], row["target"], row["reason"]) for row in rows]

    def told(self, request_id: UUID) -> list[tuple[str, str, str]]:
        """(event, audience, state) of every message about a request, in their order."""
        with self.tx() as tx:
            rows = tx.rows(
                "SELECT event, audience, state FROM tracking_messages WHERE tenant_id = %s AND request_id = %s"
                " ORDER BY created_at, id",
                (self.tenant_id, request_id),
            )
        return [(row["event"], row["audience"], row["state"]) for row in rows]

    def bodies(self, request_id: UUID, audience: str = "client") -> list[str]:
        """What was told of a request, in its order."""
        with self.tx() as tx:
            rows = tx.rows(
                "SELECT n.title, n.body FROM tracking_messages m JOIN notifications n ON n.tenant_id = m.tenant_id"
                " AND n.id = m.notification_id WHERE m.tenant_id = %s AND m.request_id = %s"
                " AND m.audience = %s ORDER BY m.created_at, m.id",
                (self.tenant_id, request_id, audience),
            )
        return [f"{row['title']}\n{row['body']}" for row in rows]
