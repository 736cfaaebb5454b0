"""Somebody who brings files, and a worker that works when it is told to."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
from psycopg import sql

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.outbox import deliver
from tests.factories.people import Person
from tests.invariants.kit.database import TENANT_TABLES, connect, tenant_column

Content = bytes | str | Path
BESIDE = {
    "imports", "import_mappings", "import_changes", "outbox_events", "deliveries", "audit_entries", "audit_heads",
    "sessions", "refresh_tokens", "idempotency_keys", "change_heads", "changes",
    "alert_settings", "alert_rules", "alerts", "alert_events", "alert_messages", "notifications",
    "notification_sends", "notification_events", "product_outlooks",
}  # fmt: skip
"""Tables that tell of the work itself."""
SHIFTING = ("version", "updated_at", "rupture_since", "next_number", "seq", "watched_below", "watched_above")
"""Columns that move with every change, even one that is taken back."""


class Desk:
    """``person`` at the import screen."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def post(self, kind: str, content: Content, name: str = "fichier.csv", **options: Any) -> Any:
        """The raw answer to an upload."""
        if isinstance(content, Path):
            content = content.read_bytes()
        body = content.encode() if isinstance(content, str) else content
        return self.person.request("POST", "/imports", data={"kind": kind}, files={"file": (name, body)}, **options)

    def upload(self, kind: str, content: Content, name: str = "fichier.csv") -> dict[str, Any]:
        answer = self.post(kind, content, name)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def get(self, import_id: str) -> dict[str, Any]:
        answer = self.person.get(f"/imports/{import_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def work(self) -> None:
        """Does what waits for a worker, as a worker does; a reaction that fails fails the test."""
        company = UUID(self.person.tenant_id)
        for event_id, reaction in waiting(company):
            deliver(worker_engine(), event_id, company, reaction)
            assert (error := failure(event_id)) is None, error

    def checked(
        self, kind: str, content: Content, name: str = "fichier.csv", mapping: dict[str, Any] | None = None,
        **options: Any,
    ) -> dict[str, Any]:  # fmt: skip
        """An import after its dry run; with ``mapping`` or ``options`` these are set first."""
        made = self.upload(kind, content, name)
        if mapping is not None or options:
            wanted = {"mapping": {**made["mapping"], **(mapping or {})}, "options": {**made["options"], **options}}
            answer = self.person.put(f"/imports/{made['id']}/mapping", wanted)
            assert answer.status_code == 200, answer.text
        self.work()
        return self.get(made["id"])

    def confirm(self, import_id: str) -> dict[str, Any]:
        answer = self.person.post(f"/imports/{import_id}/confirm")
        assert answer.status_code == 202, answer.text
        self.work()
        return self.get(import_id)

    def taken(self, kind: str, content: Content, name: str = "fichier.csv", **wanted: Any) -> dict[str, Any]:
        """An import that is done."""
        found = self.checked(kind, content, name, **wanted)
        assert found["status"] == "checked", found["error"]
        done = self.confirm(found["id"])
        assert (done["status"], done["error"]) == ("done", None)
        return done

    def undone(self, import_id: str) -> dict[str, Any]:
        answer = self.person.post(f"/imports/{import_id}/undo")
        assert answer.status_code == 202, answer.text
        self.work()
        done = self.get(import_id)
        assert (done["status"], done["error"]) == ("undone", None)
        return done

    def rejected(self, import_id: str) -> list[dict[str, str]]:
        answer = self.person.get(f"/imports/{import_id}/rejected.csv")
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def waiting(company: UUID) -> list[tuple[UUID, str]]:
    with Tx(worker_engine(), None) as tx:
        rows = tx.rows(
            "SELECT event_id, reaction FROM deliveries WHERE company_id = %s AND state = 'waiting' ORDER BY created_at",
            (company,),
        )
    return [(row["event_id"], row["reaction"]) for row in rows]


def failure(event_id: UUID) -> str | None:
    with Tx(worker_engine(), None) as tx:
        found: str | None = tx.value("SELECT last_error FROM deliveries WHERE event_id = %s", (event_id,))
    return found


def workbook(*rows: list[Any], title: str = "Feuil1") -> bytes:
    """An .xlsx file with these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(person: Person, *, beside: set[str] = BESIDE) -> dict[str, list[dict[str, Any]]]:
    """Everything that a company has, by table, without what tells of the work itself."""
    found: dict[str, list[dict[str, Any]]] = {}
    with connect("admin") as connection:
        for table in TENANT_TABLES:
            if table.name in beside:
                continue
            columns = [column.name for column in table.columns if column.name not in SHIFTING]
            statement = sql.SQL("SELECT {} FROM {} WHERE {} = %s").format(
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.Identifier(table.name),
                sql.Identifier(tenant_column(table)),
            )
            rows = connection.execute(statement, (person.tenant_id,)).fetchall()
            found[table.name] = sorted((dict(zip(columns, row, strict=True)) for row in rows), key=repr)
    return found
