"""A phone: makes operations, pushes them, and keeps what it pulls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from tests.factories.people import Person


def operation(type_: str, payload: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    at: datetime = wanted.pop("at", None) or now()
    return {"id": str(new_id()), "type": type_, "occurred_at": at.isoformat(), "payload": payload, **wanted}


def sale(*lines: tuple[str, float] | tuple[str, float, int], **wanted: Any) -> dict[str, Any]:
    """The payload of a sale of (product, quantity, unit price) lines, paid in cash."""
    return {
        "id": str(new_id()),
        "payment_method": "cash",
        "lines": [
            {
                "id": str(new_id()),
                "product_id": line[0],
                "quantity": line[1],
                "unit_price": line[2] if len(line) > 2 else 1500,
            }
            for line in lines
        ],
        **wanted,
    }


def push(person: Person, *operations: dict[str, Any], **options: Any) -> Any:
    sent_at = options.pop("sent_at", None) or now()
    return person.post("/sync/push", {"sent_at": sent_at.isoformat(), "operations": list(operations)}, **options)


def pushed(person: Person, *operations: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    """The verdicts."""
    answer = push(person, *operations, **options)
    assert answer.status_code == 200, answer.text
    verdicts: list[dict[str, Any]] = answer.json()["verdicts"]
    assert [one["id"] for one in verdicts] == [one["id"] for one in operations]
    return verdicts


def statuses(verdicts: list[dict[str, Any]]) -> list[str]:
    return [one["status"] for one in verdicts]


class Cache:
    """What a phone keeps of its company."""

    def __init__(self, person: Person, limit: int = 1000) -> None:
        self.person, self.limit = person, limit
        self.cursor: str | None = None
        self.tables: dict[str, dict[str, dict[str, Any]]] = {}
        self.requests = self.resets = 0

    def step(self) -> dict[str, Any]:
        """One request, taken in."""
        params: dict[str, Any] = {"limit": self.limit}
        if self.cursor is not None:
            params["cursor"] = self.cursor
        answer = self.person.get("/sync/pull", params=params)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        self.requests += 1
        if page["reset"]:
            self.resets += 1
            self.tables = {}
        for kind, table in page["tables"].items():
            assert all(len(row) == len(table["columns"]) for row in table["rows"])
            kept = self.tables.setdefault(kind, {})
            kept.update({row[0]: dict(zip(table["columns"], row, strict=True)) for row in table["rows"]})
        for kind, ids in page["gone"].items():
            for one in ids:
                self.tables.get(kind, {}).pop(one, None)
        self.cursor = page["cursor"]
        return page

    def pull(self) -> Cache:
        while self.step()["more"]:
            pass
        return self

    def __getitem__(self, kind: str) -> dict[str, dict[str, Any]]:
        return self.tables.get(kind, {})
