"""Somebody with a telephone who writes to us, and what they read."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from digiboost.assistant import service as assistant
from digiboost.channels.types import Channel, Heard
from digiboost.identity import service as identity
from digiboost.kernel.auth import Actor, system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from tests.factories.people import Person


def open_tx(actor: Actor | None) -> Tx:
    return Tx(worker_engine(), actor)


def number() -> str:
    return f"+2217{uuid4().int % 10**8:08d}"


def link(person: Person, phone: str | None = None) -> str:
    """Proves a telephone of ``person``; its number."""
    phone = phone or number()
    code = person.post("/me/phone-link").json()["code"]
    with open_tx(None) as tx:
        assert identity.confirm_phone(tx, code, phone) is not None
    return phone


@dataclass
class Phone:
    """A telephone. ``person`` is who reads the replies of one company."""

    number: str
    person: Person
    channel: Channel = Channel.WHATSAPP
    adapter: str = "whatsapp"
    read: set[str] = field(default_factory=set)

    def write(self, text: str, **given: Any) -> str:
        """Writes to us; what is replied, "" for nothing."""
        return self.hear(self.said(text, **given))

    def said(self, text: str, at: datetime | None = None, **given: Any) -> Heard:
        return Heard(
            adapter=self.adapter,
            event_id=given.pop("event_id", None) or f"wamid.{secrets.token_hex(8)}",
            channel=self.channel,
            phone=self.number,
            text=text,
            at=at or now(),
            **given,
        )

    def hear(self, heard: Heard) -> str:
        assistant.hear(open_tx, heard)
        return "\n--\n".join(f"{row['title']}\n{row['body']}" for row in self.unread())

    def unread(self) -> list[dict[str, Any]]:
        rows = [row for row in replies(self.person) if str(row["id"]) not in self.read]
        self.read |= {str(row["id"]) for row in rows}
        return rows


def replies(person: Person) -> list[dict[str, Any]]:
    with Tx(worker_engine(), system_actor(UUID(person.tenant_id))) as tx:
        return tx.rows(
            "SELECT n.id, n.title, n.body, n.state, s.channel, s.address FROM notifications n LEFT JOIN"
            " notification_sends s ON s.tenant_id = n.tenant_id AND s.notification_id = n.id"
            " WHERE n.tenant_id = %s AND n.kind = 'reply' AND n.user_id = %s ORDER BY n.created_at, n.id",
            (tx.tenant_id, person.user_id),
        )


def phone_of(person: Person, **given: Any) -> Phone:
    return Phone(link(person), person, **given)


def product(person: Person, name: str, price: int = 12_500, on_hand: float | None = 12, **wanted: Any) -> str:
    """A product of the shop, with so much of it counted."""
    body = {"code": f"P-{secrets.token_hex(4)}", "name": name, "sale_price": price, "unit": "sac", **wanted}
    made = person.post("/products", body)
    assert made.status_code == 201, made.text
    product_id = str(made.json()["id"])
    if on_hand is not None:
        lines = [{"product_id": product_id, "counted": on_hand}]
        counted = person.post(
            "/stock/counts", {"lines": lines, "occurred_at": (now() - timedelta(minutes=30)).isoformat()}
        )
        assert counted.status_code == 201, counted.text
    return product_id


def sales_of(person: Person) -> list[dict[str, Any]]:
    answer = person.get("/sales")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
